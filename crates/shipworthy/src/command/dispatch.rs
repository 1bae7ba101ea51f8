//! The dispatch of a command that was typed to the module that answers it.

use std::mem::ManuallyDrop;

use shipworthy_model::checklist::Checklist;
use shipworthy_model::kind::Kind;
use shipworthy_model::verdict::Selection;

#[cfg(feature = "bench")]
use super::bench;
use super::external;
#[cfg(feature = "release")]
use super::release;
use super::run_gates::run_gates;
#[cfg(feature = "documents")]
use super::{audit, import, sync};
use super::{doctor, explain, schema, selection, status, why};
use crate::answer::Answer;
use crate::context::Context;
use crate::each;
use crate::flags::{BenchFlags, ChecklistCommand, Command, DocumentCommand, ReleaseFlags};
use crate::load::Loaded;
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Runs a command, and returns its answer.
///
/// # Errors
///
/// Why it ended early.
pub(crate) fn dispatch(
    context: &Context<'_>,
    command: Command,
    loaded: Result<Loaded, Stop>,
) -> Result<Answer, Stop> {
    let command = match command {
        // These two explain the tool itself and need no workspace.
        Command::Schema { of } => return schema::schema(context, of.as_deref()),
        Command::Explain { word } => return explain::explain(context, word.as_deref()),
        Command::Document(command) => return of_document(context, command, loaded),
        Command::Checklist(command) => command,
    };
    // Nothing comes after the answer but the end of the process, which gives all memory back at once.
    let loaded = ManuallyDrop::new(loaded?);
    let written = loaded.sound(context.terminal.colour_stderr, Terminal::tell)?;
    let lacks = lacks(context.kinds, written, &command);
    if !lacks.is_empty() {
        return Err(external::build(&lacks));
    }
    let checklist = &*each::in_place(context, &loaded, written)?;
    match command {
        ChecklistCommand::Doctor(flags) => doctor::doctor(context, &loaded, checklist, &flags),
        ChecklistCommand::Phase { phase, run } => {
            let phase = selection::phase(checklist, &phase)?;
            run_gates(context, &loaded, checklist, &phase, &run)
        }
        ChecklistCommand::Check { gates, run } => {
            let gates = selection::gates(checklist, &gates)?;
            run_gates(context, &loaded, checklist, &gates, &run)
        }
        ChecklistCommand::Ready { run } => {
            run_gates(context, &loaded, checklist, &Selection::Everything, &run)
        }
        ChecklistCommand::Status => status::status(context, &loaded, checklist),
        ChecklistCommand::Why { gate, inputs } => why::why(context, &loaded, checklist, (&gate, inputs)),
        ChecklistCommand::Bench(flags) => of_bench(context, &loaded, checklist, &flags),
        ChecklistCommand::Release(flags) => of_release(context, &loaded, checklist, &flags),
    }
}

/// The cargo feature of `release`.
const RELEASE: &str = "release";

/// The cargo feature of `bench`.
const BENCH: &str = "bench";

/// The cargo features that this command on this checklist needs and this program was built without. All of them at once:
/// what is built for it must not find that it lacks another.
fn lacks(kinds: &[&Kind], checklist: &Checklist, command: &ChecklistCommand) -> Vec<&'static str> {
    let kinds = kinds.iter().filter(|kind| {
        kind.lacks.is_some() && checklist.gates().any(|gate| gate.check.kind == kind.schema.id)
    });
    let release = !cfg!(feature = "release") && matches!(command, ChecklistCommand::Release(_));
    let bench = !cfg!(feature = "bench") && matches!(command, ChecklistCommand::Bench(_));
    let commands = [release.then_some(RELEASE), bench.then_some(BENCH)];
    let mut lacks: Vec<_> =
        kinds.filter_map(|kind| kind.lacks).chain(commands.into_iter().flatten()).collect();
    lacks.sort_unstable();
    lacks.dedup();
    lacks
}

/// A document can be audited and imported where there is no checklist yet.
#[cfg(feature = "documents")]
fn of_document(
    context: &Context<'_>,
    command: DocumentCommand,
    loaded: Result<Loaded, Stop>,
) -> Result<Answer, Stop> {
    match command {
        DocumentCommand::Audit(flags) => audit::audit(context, &flags),
        DocumentCommand::Import(flags) => import::import(context, loaded, &flags),
        DocumentCommand::Sync(flags) => sync::sync(context, &loaded?, &flags),
    }
}

#[cfg(not(feature = "documents"))]
fn of_document(_: &Context<'_>, _: DocumentCommand, _: Result<Loaded, Stop>) -> Result<Answer, Stop> {
    Err(external::build(&["documents"]))
}

#[cfg(feature = "release")]
fn of_release(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &ReleaseFlags,
) -> Result<Answer, Stop> {
    release::release(context, loaded, checklist, flags)
}

#[cfg(not(feature = "release"))]
fn of_release(_: &Context<'_>, _: &Loaded, _: &Checklist, _: &ReleaseFlags) -> Result<Answer, Stop> {
    Err(external::build(&[RELEASE]))
}

#[cfg(feature = "bench")]
fn of_bench(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &BenchFlags,
) -> Result<Answer, Stop> {
    bench::bench(context, loaded, checklist, flags)
}

#[cfg(not(feature = "bench"))]
fn of_bench(_: &Context<'_>, _: &Loaded, _: &Checklist, _: &BenchFlags) -> Result<Answer, Stop> {
    Err(external::build(&[BENCH]))
}

#[cfg(test)]
mod tests {
    use shipworthy_engine::sys::clock;
    use shipworthy_kinds::KINDS;
    use shipworthy_model::kind::KindSchema;

    use super::*;

    const GATES: &str = "\
schema = 1
title = \"t\"

[[phase]]
id = \"first\"
title = \"First\"

[[phase.gate]]
id = \"ci\"
title = \"CI tests\"
priority = \"P0\"
check = { kind = \"ci-workflow\" }

[[phase.gate]]
id = \"manifest\"
title = \"The manifest is whole\"
priority = \"P0\"
check = { kind = \"metadata\" }
";

    /// What `status` on the gates lacks in a build without features for the kinds that are named.
    fn lacked(features: &[(&str, &'static str)]) -> Vec<&'static str> {
        let built = |kind: &&'static Kind| {
            let mut kind = **kind;
            kind.lacks = features.iter().find(|(id, _)| *id == kind.schema.id).map(|(_, feature)| *feature);
            kind
        };
        let kinds: Vec<Kind> = KINDS.iter().map(built).collect();
        let schemas: Vec<&KindSchema> = kinds.iter().map(|kind| &kind.schema).collect();
        let (checklist, problems) = shipworthy_checklist::read(GATES, &schemas, clock::now().date());
        assert!(problems.is_empty(), "{problems:?}");
        lacks(&kinds.iter().collect::<Vec<_>>(), &checklist, &ChecklistCommand::Status)
    }

    #[test]
    fn a_kind_is_lacking_where_a_gate_is_of_it() {
        assert!(lacked(&[]).is_empty());
        assert!(lacked(&[("file", "files")]).is_empty());
        assert_eq!(lacked(&[("ci-workflow", "workflows")]), ["workflows"]);
        // Each is named once, and all at once.
        assert_eq!(lacked(&[("ci-workflow", "texts"), ("metadata", "texts")]), ["texts"]);
        assert_eq!(lacked(&[("metadata", "one"), ("ci-workflow", "other")]), ["one", "other"]);
    }
}
