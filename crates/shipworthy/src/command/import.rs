//! `import`: turns a Markdown checklist into gates of `readiness.toml`. Shows what it would write, and writes when told.

use std::path::Path;

use shipworthy_document::{binding, import as merge};
use shipworthy_engine::door::clock;
use shipworthy_engine::door::files::write_atomic;
use shipworthy_engine::run::session::{Glance, Session};
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_model::import::Imported;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::problem::{Severity, place};
use shipworthy_report::import::{self as report, Done};

use super::document::{self, Opened};
use super::{Answer, Context, status, surroundings};
use crate::flags::{Format, ImportFlags};
use crate::load::{FILE, LARGEST, Loaded};
use crate::screen::Screen;
use crate::stop::Stop;

/// Imports one document.
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
        loaded.sound(context.caller, context.screen.colour_stderr, Screen::tell)?;
    }
    let existing = loaded.as_ref().map(Loaded::source);
    let checklist = Checklist::default();
    let mut session =
        Session::open(Glance::begin(&root), &checklist, context.kinds).map_err(Stop::incomplete)?;
    let imported = merged(&mut session, &opened, existing)?;
    sound(context, &imported)?;
    session.save_caches();
    let view = status::view(context, &session, &checklist);
    let shown = flags.file.to_string_lossy();
    let plan = || report::plan(&opened.document.file, &imported, &view);
    let asks = !flags.yes && !flags.dry_run && context.common.format == Format::Human && Screen::asks();
    let told = asks && !imported.diff.is_empty();
    if told {
        Screen::tell(&plan());
    }
    let go = flags.yes || told && Screen::ask(&format!("Write {FILE}?"));
    let done = if go && !imported.diff.is_empty() {
        write(&path, existing, &imported)?;
        Done::Written
    } else {
        Done::Shown
    };
    let human = || {
        let plan = if told { String::new() } else { plan() + "\n" };
        plan + &report::outcome(&shown, &imported, done, &view)
    };
    Ok(context.answer(Exit::Go, human, || report::json(&opened.document.file, &imported, done)))
}

/// Holds the document against what stands in the file already.
fn merged(session: &mut Session<'_>, opened: &Opened, existing: Option<&str>) -> Result<Imported, Stop> {
    let surroundings = surroundings::gather(session);
    let bindings = binding::bind(&opened.document, &surroundings);
    merge::import(existing, &opened.document, &bindings)
        .map_err(|why| Stop::usage(format!("cannot add to {FILE}: {why}")))
}

/// Reads back what would be written: nothing is written that could not be used.
fn sound(context: &Context<'_>, imported: &Imported) -> Result<(), Stop> {
    if imported.diff.is_empty() {
        return Ok(());
    }
    if imported.text.len() as u64 > LARGEST {
        return Err(Stop::usage(format!(
            "{FILE} would be larger than {} MiB, which is no checklist: import the part that is one",
            LARGEST >> 20
        )));
    }
    let schemas: Vec<&KindSchema> = context.kinds.iter().map(|kind| &kind.schema).collect();
    let (_, problems) = shipworthy_checklist::read(&imported.text, &schemas, clock::now().date());
    let mistake = problems.iter().find(|problem| problem.severity == Severity::Error);
    let Some(mistake) = mistake else { return Ok(()) };
    let (line, _) = place(&imported.text, mistake.span.start);
    Err(Stop::incomplete(format!(
        "what was made of the document is no sound {FILE}, and was not written: line {line}, {}",
        mistake.message
    )))
}

/// Writes the file, if it is still the one that was read.
fn write(path: &Path, existing: Option<&str>, imported: &Imported) -> Result<(), Stop> {
    // A link is followed: what it leads to is replaced, not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let now = std::fs::read(&path).ok();
    if now.as_deref() != existing.map(str::as_bytes) {
        return Err(Stop::incomplete(format!(
            "{FILE} was changed meanwhile; nothing was written. Import again"
        )));
    }
    write_atomic(&path, imported.text.as_bytes())
        .map_err(|error| Stop::incomplete(format!("cannot write {}: {error}", path.display())))
}
