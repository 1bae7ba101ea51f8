//! `sync`: writes the outcomes of gates back into the document that they came from. Runs nothing.

use std::collections::BTreeMap;
use std::path::Path;

use shipworthy_document::binding;
use shipworthy_document::import;
use shipworthy_document::sync::{self as marks, Synced, What};
use shipworthy_engine::run::survey::survey;
use shipworthy_model::exit::Exit;
use shipworthy_model::verdict::{Entry, GateStatus, Outcome, Selection, assess};
use shipworthy_report::json::SyncDocument;
use shipworthy_report::sync::{self as report, ChangedPart, SyncChange, SyncOutcome, SyncReport};

use super::atomic_replace::replace;
use super::document::{self, Opened};
use super::{surroundings, view};
use crate::answer::Answer;
use crate::context::Context;
use crate::each;
use crate::flags::{Format, SyncFlags};
use crate::load::{FILE, Loaded};
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Writes the outcomes of gates back into one document.
pub(crate) fn sync(context: &Context<'_>, loaded: &Loaded, flags: &SyncFlags) -> Result<Answer, Stop> {
    let written = loaded.sound(context.terminal.colour_stderr, Terminal::tell)?;
    let checklist = &*each::in_place(context, loaded, written)?;
    let opened = document::open(&flags.file, &loaded.root)?;
    let mut session = context.open(loaded, checklist)?;
    // Surveyed first: what is gathered for the document may stand in for what cargo could not tell.
    let entries: Vec<Entry> = survey(&session).into_iter().map(|surveyed| surveyed.entry).collect();
    let assessment = assess(checklist, &entries, &Selection::Everything, session.as_of());
    let mut statuses: BTreeMap<&str, &GateStatus> = BTreeMap::new();
    for status in &assessment.statuses {
        // Of a gate for many the document tells what is worst: it holds when all of them do.
        let worst = statuses.entry(status.gate.id.written()).or_insert(status);
        let rank = |status: &GateStatus| (status.outcome == Outcome::NotApplicable, status.outcome);
        if rank(status) < rank(worst) {
            *worst = status;
        }
    }
    let surroundings = surroundings::gather(&mut session, [&opened.document]);
    let bindings = binding::bind(&opened.document, &surroundings);
    session.save_caches();
    let gates = import::gates(loaded.source(), &opened.document, &bindings)
        .map_err(|why| Stop::usage(format!("cannot read {FILE}: {why}")))?;
    let of = |item: usize| statuses.get(gates.get(item)?.as_deref()?).copied();
    let synced = marks::sync(&opened.document, &opened.bytes, &|item| of(item).map(stands));
    let bound = (0..opened.document.items.len()).filter(|item| of(*item).is_some()).count();
    let changes = SyncReport {
        file: opened.document.file.clone(),
        bound,
        items: opened.document.items.len(),
        changes: synced.changes.iter().map(change).collect(),
    };
    let view = view::view(context, &session, checklist);
    let done = finish(context, flags, &loaded.root, &opened, &synced, || report::plan(&changes, &view))?;
    let exit = match done {
        _ if bound == 0 => Exit::Incomplete,
        SyncOutcome::Checked if !synced.changes.is_empty() => Exit::NoGo,
        _ => Exit::Go,
    };
    let written = done == SyncOutcome::Written;
    Ok(context.answer(exit, || report::human(&changes, done, &view), || SyncDocument::of(&changes, written)))
}

/// The outcome of a gate, with the reason that is written beside an open item.
fn stands(status: &GateStatus) -> marks::ItemOutcome {
    let found = status.findings().first().map(|finding| finding.message.clone());
    let reason = found.or_else(|| status.reason.clone()).unwrap_or_default();
    marks::ItemOutcome { outcome: status.outcome, reason }
}

fn change(change: &marks::Change) -> SyncChange {
    let what = match change.what {
        What::Mark => ChangedPart::Mark,
        What::Reason => ChangedPart::Reason,
        What::Progress => ChangedPart::Progress,
    };
    SyncChange { line: change.line, what, from: change.from.clone(), to: change.to.clone() }
}

/// Writes the document when that was asked for, now or before.
fn finish(
    context: &Context<'_>,
    flags: &SyncFlags,
    root: &Path,
    opened: &Opened,
    synced: &Synced,
    plan: impl Fn() -> String,
) -> Result<SyncOutcome, Stop> {
    if flags.check {
        return Ok(SyncOutcome::Checked);
    }
    if synced.changes.is_empty() || flags.dry_run {
        return Ok(SyncOutcome::Shown);
    }
    let mut go = flags.yes;
    if !go && context.flags.format == Format::Human && Terminal::asks() {
        Terminal::tell(&plan());
        go = Terminal::ask(&format!("Write {}?", opened.document.file));
    }
    if !go {
        return Ok(SyncOutcome::Shown);
    }
    context.last_word.act()?;
    replace(root, &opened.path, &opened.document.file, Some(&opened.bytes), &synced.bytes)?;
    Ok(SyncOutcome::Written)
}
