//! The globs by which gates say what their results depend on, held against the workspace: one that matches nothing is a slip,
//! which would never make anything stale, or leave nothing out.

use std::collections::BTreeSet;

use shipworthy_checklist::{ChecklistPart, ChecklistPlaces};
use shipworthy_engine::facts::git;
use shipworthy_engine::run::session::Session;
use shipworthy_model::checklist::Gate;
use shipworthy_model::narrowing::{Narrowing, NarrowingKey};
use shipworthy_model::problem::{LineIndex, Problem};

use crate::load::Loaded;

/// The globs that match no file, and those that narrow what cannot be narrowed, each as an error at its place.
pub(crate) fn mistakes(loaded: &Loaded, session: &Session<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    let gates = || session.checklist.gates();
    for gate in gates() {
        for (at, input) in gate.inputs.iter().enumerate().filter(|(_, input)| !session.matches(input)) {
            let message =
                format!("`{input}` matches no file, so the result of `{}` depends on nothing there", gate.id);
            let help = "mend the path, or take it out; files that git ignores do not count";
            found.push((gate, "inputs", at, Problem::error(0..0, message).help(help)));
        }
    }
    let narrowing = gates().flat_map(narrowing).collect::<Vec<_>>();
    let unmatched = narrowing.iter().filter(|(.., glob)| !session.matches_on_disk(glob));
    // What git ignores may lie here today, and not in the next clone.
    let absent: BTreeSet<String> =
        unmatched.clone().flat_map(|(.., glob)| [(*glob).to_owned(), format!("{glob}/_")]).collect();
    let ignored = if absent.is_empty() { absent } else { git::ignored(&session.root, &absent) };
    let unmatched =
        unmatched.filter(|(.., glob)| !ignored.contains(*glob) && !ignored.contains(&format!("{glob}/_")));
    for (gate, key, at, glob) in unmatched {
        let message = format!("`{glob}` matches no file, so it narrows nothing");
        let help = "mend the path, or take it out";
        found.push((gate, key.word(), *at, Problem::error(0..0, message).help(help)));
    }
    for (gate, key, at, _) in narrowing.iter().filter(|(gate, ..)| !is_presumed(session, gate)) {
        let (word, kind) = (key.word(), &gate.check.kind);
        let message = format!("`{word}` narrows what a gate is presumed to read, and `{kind}` is told it");
        let help = "take it out; what the check looks at, its own parameters say";
        found.push((gate, word, *at, Problem::error(0..0, message).help(help)));
    }
    if found.is_empty() {
        return Vec::new();
    }
    let places = ChecklistPlaces::of(loaded.source());
    let placed = |(gate, key, at, problem): (&Gate, &str, usize, Problem)| {
        let span = places.item(&ChecklistPart::Gate(gate.id.written().to_owned()), key, at);
        Problem { span: span.unwrap_or(0..0), ..problem }
    };
    found.into_iter().map(placed).collect()
}

/// Notes in the session which gates narrow what their evidence is bound to, and where they say so.
pub(crate) fn note_narrowed(loaded: &Loaded, session: &mut Session<'_>) {
    let all: Vec<_> = session.checklist.gates().flat_map(narrowing).collect();
    if all.is_empty() {
        return;
    }
    let (places, lines) = (ChecklistPlaces::of(loaded.source()), LineIndex::of(loaded.source()));
    let placed = |(gate, key, at, glob): (&Gate, NarrowingKey, usize, &str)| {
        let span = places.item(&ChecklistPart::Gate(gate.id.written().to_owned()), key.word(), at);
        let line = span.map(|span| lines.place(span.start).0);
        Narrowing { gate: gate.id.clone(), key, glob: glob.to_owned(), line }
    };
    session.ground.narrowed = all.into_iter().map(placed).collect();
}

/// What narrows a gate: under which key, at which place there, by which glob.
fn narrowing(gate: &Gate) -> impl Iterator<Item = (&Gate, NarrowingKey, usize, &str)> {
    NarrowingKey::ALL.into_iter().flat_map(move |key| {
        let globs = gate.narrowing(key).iter().enumerate();
        globs.map(move |(at, glob)| (gate, key, at, glob.as_str()))
    })
}

fn is_presumed(session: &Session<'_>, gate: &Gate) -> bool {
    session.kind(gate).is_ok_and(|kind| kind.scope.presumes(&gate.check.params))
}
