//! The dispatch of a command that was typed to the module that answers it.

use shipworthy_model::checklist::Checklist;
use shipworthy_model::verdict::Selection;

#[cfg(not(all(feature = "documents", feature = "release")))]
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
use crate::flags::{ChecklistCommand, Command, DocumentCommand, ReleaseFlags};
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
    let loaded = loaded?;
    let written = loaded.sound(context.terminal.colour_stderr, Terminal::tell)?;
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
        ChecklistCommand::Release(flags) => of_release(context, &loaded, checklist, &flags),
    }
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
    Err(external::build("documents"))
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
    Err(external::build("release"))
}
