//! `import`: turns a Markdown checklist into gates of `readiness.toml`. Shows what it would write, and writes when told.

use shipworthy_document::binding::{self, Binding, Bound};
use shipworthy_document::import as merge;
use shipworthy_engine::run::TreeReading;
use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::clock;
use shipworthy_kinds::KINDS;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_model::import::{Imported, Remark};
use shipworthy_model::kind::KindSchema;
use shipworthy_model::problem::Severity;
use shipworthy_report::import::{self as report, ImportOutcome};
use shipworthy_report::json::ImportDocument;

use super::atomic_replace::replace;
use super::document::{self, Opened};
use super::{surroundings, view};
use crate::answer::Answer;
use crate::context::Context;
use crate::flags::{Format, ImportFlags};
use crate::load::{FILE, LARGEST, Loaded};
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Makes gates from the statements of one document.
pub(crate) fn import(
    context: &Context<'_>,
    loaded: Result<Loaded, Stop>,
    flags: &ImportFlags,
) -> Result<Answer, Stop> {
    let root = document::root(context)?;
    let path = root.join(FILE);
    let opened = document::open(&flags.file, &root)?;
    let loaded = match loaded {
        Err(_) if path.symlink_metadata().is_err() => None,
        loaded => Some(loaded?),
    };
    if let Some(loaded) = &loaded {
        loaded.sound(context.terminal.colour_stderr, Terminal::tell)?;
    }
    let existing = loaded.as_ref().map(Loaded::source);
    let checklist = Checklist::default();
    let look = TreeReading::begin(&root).finish().map_err(Stop::incomplete)?;
    let mut session = Session::open(look, &checklist, context.kinds, KINDS);
    context.tell_of_evidence(&session);
    let imported = merged(context, &mut session, &opened, existing)?;
    session.save_caches();
    let view = view::view(context, &session, &checklist);
    let shown = flags.file.to_string_lossy();
    let plan = || report::plan(&opened.document.file, &imported, &view);
    let asks = !flags.yes && !flags.dry_run && context.flags.format == Format::Human && Terminal::asks();
    let told = asks && !imported.diff.is_empty();
    if told {
        Terminal::tell(&plan());
    }
    let go = flags.yes || told && Terminal::ask(&format!("Write {FILE}?"));
    let done = if go && !imported.diff.is_empty() {
        context.last_word.act()?;
        replace(&root, &path, FILE, existing.map(str::as_bytes), imported.text.as_bytes())?;
        ImportOutcome::Written
    } else {
        ImportOutcome::Shown
    };
    let human = || {
        let plan = if told { String::new() } else { plan() + "\n" };
        plan + &report::outcome(&shown, &imported, done, &view)
    };
    Ok(context.answer(Exit::Go, human, || {
        ImportDocument::of(&opened.document.file, &imported, done == ImportOutcome::Written)
    }))
}

/// Holds the document against what stands in the file already.
fn merged(
    context: &Context<'_>,
    session: &mut Session<'_>,
    opened: &Opened,
    existing: Option<&str>,
) -> Result<Imported, Stop> {
    let surroundings = surroundings::gather(session, [&opened.document]);
    let mut bindings = binding::bind(&opened.document, &surroundings);
    let merge = |bindings: &[Option<Binding>]| {
        merge::import(existing, &opened.document, bindings)
            .map_err(|why| Stop::usage(format!("cannot add to {FILE}: {why}")))
    };
    let imported = merge(&bindings)?;
    if imported.text.len() as u64 > LARGEST {
        return Err(Stop::usage(format!(
            "{FILE} would be larger than {} MiB, which is no checklist: import the part that is one",
            LARGEST >> 20
        )));
    }
    if imported.diff.is_empty() || mistake(context, &imported.text).is_none() {
        return Ok(imported);
    }
    let left = leave_to_people(context, opened, &mut bindings);
    let mut imported = merge(&bindings)?;
    imported.remarks.extend(left);
    imported.remarks.sort_by_key(|remark| remark.line);
    match mistake(context, &imported.text) {
        None => Ok(imported),
        Some(why) => Err(Stop::incomplete(format!(
            "what was made of {} is no sound {FILE}, and was not written: {why}",
            opened.document.file
        ))),
    }
}

/// Takes out the checks that this program could not read back, so that a person is asked, and says why.
fn leave_to_people(context: &Context<'_>, opened: &Opened, bindings: &mut [Option<Binding>]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (item, binding) in opened.document.items.iter().zip(bindings) {
        let Some(Binding { bound: Bound::Checked { check, .. }, .. }) = binding else { continue };
        let check = merge::check_as_toml(check);
        let alone = format!(
            "schema = 1\n[[phase]]\nid = \"a\"\n[[phase.gate]]\nid = \"a\"\ntitle = \"a\"\npriority = \"P0\"\n\
             check = {check}\n"
        );
        if let Some(why) = mistake(context, &alone) {
            let why = format!("`{check}` cannot be written: {why}");
            remarks.push(Remark { line: item.line, text: item.text.clone(), why });
            *binding = None;
        }
    }
    remarks
}

/// The mistakes in a checklist as text, if there are any: nothing is written that could not be used.
fn mistake(context: &Context<'_>, text: &str) -> Option<String> {
    let schemas: Vec<&KindSchema> = context.kinds.iter().map(|kind| &kind.schema).collect();
    let (_, problems) = shipworthy_checklist::read(text, &schemas, clock::now().date());
    problems.into_iter().find(|problem| problem.severity == Severity::Error).map(|problem| problem.message)
}
