//! `why GATE`: everything about one gate: its evidence, what changed since, when it last passed and failed, and on
//! which commit it turned.

use std::collections::BTreeMap;

use shipworthy_engine::evidence::IndexEntry;
use shipworthy_engine::freshness::fingerprint::{NARROWED, is_of_files};
use shipworthy_engine::run::session::Session;
use shipworthy_engine::run::survey::{HOW_READ, Surveyed, comparable, survey};
use shipworthy_model::checklist::{Checklist, Gate};
use shipworthy_model::fingerprint::{Fingerprint, Part};
use shipworthy_model::observed::{ObservedInput, ObservedSubject};
use shipworthy_model::record::Record;
use shipworthy_model::verdict::{Known, Selection, assess};
use shipworthy_report::json::WhyDocument;
use shipworthy_report::why::{
    self as report, BoundInput, FileChange, FileChangeKind, PartChange, PastRun, Turned, Why,
};

use super::{selection, view};
use crate::answer::Answer;
use crate::context::Context;
use crate::load::Loaded;
use crate::stop::Stop;

/// Shows all that is known of one gate.
pub(crate) fn why(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    (word, listed): (&str, bool),
) -> Result<Answer, Stop> {
    let gate = selection::gate(checklist, word)?;
    let session = context.open(loaded, checklist)?;
    let surveyed = survey(&session);
    let entries: Vec<_> = surveyed.iter().map(|surveyed| surveyed.entry.clone()).collect();
    let question = Selection::Gates(vec![gate.id.clone()]);
    let assessment = assess(checklist, &entries, &question, session.as_of());
    session.save_caches();
    let status = assessment.statuses.into_iter().find(|status| status.gate.id == gate.id);
    let Some(status) = status else {
        return Err(Stop::incomplete(format!(
            "the gate `{word}` was not judged: this is a defect of the tool"
        )));
    };
    let exit = status.verdict(&session.doubts).exit();
    let now = surveyed.into_iter().find(|surveyed| surveyed.entry.gate == gate.id);
    let record = now.as_ref().and_then(|surveyed| record(&session, surveyed));
    let mut changes = match (&record, now.and_then(|surveyed| surveyed.fingerprint.ok())) {
        (Some(record), Some(now)) => changes(&session, &record.fingerprint, &comparable(record, &now)),
        _ => Vec::new(),
    };
    if record.as_ref().is_some_and(|record| session.reads_otherwise(record)) {
        changes.retain(|change| !is_of_files(&change.name));
        changes.insert(0, read_otherwise());
    }
    changes.extend(record.iter().flat_map(|record| observed(&session, record)));
    let inputs = record.as_ref().filter(|_| listed).map(|record| inputs(&session, record));
    let input = Why {
        ground: session.ground.clone(),
        status,
        record,
        changes,
        inputs,
        last_pass: session.index.last_pass(&gate.id).map(past),
        last_fail: session.index.last_fail(&gate.id).map(past),
        turned: turned(&session, gate),
    };
    let view = view::view(context, &session, checklist);
    Ok(context.answer(exit, || report::why(&input, &view), || WhyDocument::of(&input)))
}

/// That git read the files of a record, and cannot be asked now.
fn read_otherwise() -> PartChange {
    let (before, now) = (Some("by git".to_owned()), Some("without git".to_owned()));
    PartChange { name: HOW_READ.to_owned(), before, now, files: Vec::new() }
}

fn record(session: &Session<'_>, surveyed: &Surveyed) -> Option<Record> {
    let Known::Evidence(evidence) = &surveyed.entry.known else { return None };
    match evidence.from {
        Some(_) => session.shared_record(&evidence.record),
        None => session.store.read(&evidence.record.parse().ok()?).ok(),
    }
}

fn changes(session: &Session<'_>, before: &Fingerprint, now: &Fingerprint) -> Vec<PartChange> {
    let value = |fingerprint: &Fingerprint, name: &str| {
        fingerprint.parts.iter().find(|part| part.name == name).map(|part| part.value.clone())
    };
    let changed = now.changed(before).into_iter().map(str::to_owned);
    changed
        .map(|name| {
            let (before, now) = (value(before, &name), value(now, &name));
            let files_before = before.as_deref().and_then(|digest| session.store.manifest(digest));
            let files_now = now
                .as_ref()
                .and_then(|value| session.manifest(&Part { name: name.clone(), value: value.clone() }));
            let files = match (files_before, files_now) {
                _ if name.starts_with("file ") => alone(&name, before.as_deref(), now.as_deref()),
                (None, None) => Vec::new(),
                (before, now) => files(before.unwrap_or_default(), now.unwrap_or_default()),
            };
            PartChange { name, before, now, files }
        })
        .collect()
}

/// What of that which the run was seen to depend on is no longer what it was.
fn observed(session: &Session<'_>, record: &Record) -> Vec<PartChange> {
    let changed = record.observed.iter().map(|input| (input, session.value(&input.subject)));
    let changed = changed.filter(|(input, now)| input.value != *now);
    let change = |(input, now): (&ObservedInput, Option<String>)| {
        let files = match &input.subject {
            ObservedSubject::File(path) => {
                let change = FileChangeKind::of(input.value.is_some(), now.is_some());
                vec![FileChange { path: path.clone(), change }]
            }
            _ => Vec::new(),
        };
        PartChange { name: input.subject.label(), before: input.value.clone(), now, files }
    };
    changed.map(change).collect()
}

/// All that the record is bound to: the parts with their files, and what was seen beyond.
fn inputs(session: &Session<'_>, record: &Record) -> Vec<BoundInput> {
    let mut inputs = Vec::new();
    for part in &record.fingerprint.parts {
        let bound = |name: &str, value: &str, how: String| BoundInput {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            how,
        };
        let how = if part.name == NARROWED { "said by the checklist" } else { "predicted" };
        inputs.push(bound(&part.name, &part.value, how.to_owned()));
        let files = session.store.manifest(&part.value).unwrap_or_default();
        let how = format!("predicted, in `{}`", part.name);
        inputs.extend(files.iter().map(|(path, digest)| bound(path, digest, how.clone())));
    }
    inputs.extend(record.observed.iter().map(|input| BoundInput {
        name: input.subject.label(),
        value: input.value.clone(),
        how: input.origin.words().to_owned(),
    }));
    inputs
}

/// What happened to the file of a part that is about one file alone.
fn alone(name: &str, before: Option<&str>, now: Option<&str>) -> Vec<FileChange> {
    let there = |value: Option<&str>| value.is_some_and(|value| value != "absent");
    let change = FileChangeKind::of(there(before), there(now));
    let path = name.strip_prefix("file ").unwrap_or(name);
    vec![FileChange { path: path.to_owned(), change }]
}

/// What happened to each file between two lists of paths and digests.
fn files(before: Vec<(String, String)>, now: Vec<(String, String)>) -> Vec<FileChange> {
    let mut all: BTreeMap<String, (Option<String>, Option<String>)> = BTreeMap::new();
    for (path, digest) in before {
        all.entry(path).or_default().0 = Some(digest);
    }
    for (path, digest) in now {
        all.entry(path).or_default().1 = Some(digest);
    }
    all.into_iter()
        .filter_map(|(path, digests)| {
            let change = match digests {
                (None, _) => FileChangeKind::Added,
                (_, None) => FileChangeKind::Removed,
                (Some(before), Some(now)) if before != now => FileChangeKind::Changed,
                _ => return None,
            };
            Some(FileChange { path, change })
        })
        .collect()
}

fn past(entry: &IndexEntry) -> PastRun {
    PastRun {
        recorded: entry.recorded,
        commit: entry.commit.clone(),
        dirty: entry.dirty,
        record: entry.name.to_string(),
    }
}

/// The newest two runs in a row whose results differ.
fn turned(session: &Session<'_>, gate: &Gate) -> Option<Turned> {
    let history = session.index.history(&gate.id);
    let pair = history.windows(2).find(|pair| pair[0].result != pair[1].result)?;
    Some(Turned {
        from: pair[1].result.clone(),
        to: pair[0].result.clone(),
        before: past(&pair[1]),
        after: past(&pair[0]),
    })
}
