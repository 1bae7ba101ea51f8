//! What an import comes to, for a person: what was bound to what, what a reader should look at, and what
//! changes in `readiness.toml`.

use std::collections::BTreeMap;

use shipworthy_model::humanize::count;
use shipworthy_model::import::{Difference, Imported, Remark};
use shipworthy_model::kind::SIGN_OFF;
use shipworthy_model::step::command_line;

use crate::text::{cut, plain};
use crate::view::{BAD, BOLD, DIM, GOOD, OPEN, PLAIN, View};

/// More characters of a statement than this are not shown.
const MOST_TEXT: usize = 160;

/// The columns that the line number in front of a remark takes.
const UNDER: usize = 8;

/// What was done with the result of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportOutcome {
    /// Nothing was written so far.
    Shown,
    /// The checklist was written.
    Written,
}

/// The whole import, as a person reads it before it is written.
pub fn plan(file: &str, imported: &Imported, view: &View) -> String {
    let mut out = String::new();
    summary(&mut out, file, imported, view);
    remarks(&mut out, &imported.remarks, view);
    status(&mut out, imported, view);
    if !imported.diff.is_empty() {
        out.push('\n');
        imported.diff.lines().for_each(|line| diff(&mut out, line, view));
    }
    out
}

fn summary(out: &mut String, file: &str, imported: &Imported, view: &View) {
    let known = imported.kept.len() + imported.updated.len();
    let gates = count((imported.added.len() + known) as u64, "gates");
    let phases = count(imported.phases as u64, "phases");
    out.push_str(&format!("{}  {gates} in {phases}\n", view.paint(BOLD, &plain(file))));
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for added in &imported.added {
        *kinds.entry(&added.kind).or_default() += 1;
    }
    let asked = kinds.remove(SIGN_OFF).unwrap_or_default();
    let bound: Vec<String> = kinds.iter().map(|(kind, number)| format!("{number} {}", plain(kind))).collect();
    let ticked = imported.added.iter().filter(|added| added.ticked).count() as u64;
    let rows = [
        (kinds.values().sum(), format!("decided by a check: {}", bound.join(", "))),
        (asked, "for a person to answer: a sign-off each".to_owned()),
        (known as u64, "there already".to_owned()),
        (imported.vanished.len() as u64, "kept, though the document no longer states them".to_owned()),
        (imported.repeated as u64, "stated a second time, and no gate of their own".to_owned()),
        (imported.texts as u64, "carried as text".to_owned()),
        (
            ticked,
            "ticked in the document: a tick is no evidence, so they are proven like the others".to_owned(),
        ),
    ];
    for (number, meaning) in rows.into_iter().filter(|(number, _)| *number > 0) {
        view.say(out, 2, PLAIN, &format!("{number:>4}  {meaning}"));
    }
}

fn remarks(out: &mut String, remarks: &[Remark], view: &View) {
    if remarks.is_empty() {
        return;
    }
    out.push_str(&format!("\n{}\n", view.paint(OPEN, "TO LOOK AT")));
    for Remark { line, text, why } in remarks {
        view.say_all(out, 0, PLAIN, &format!("{line:>5}  {}", cut(&plain(text), MOST_TEXT)));
        view.say(out, UNDER, DIM, &plain(why));
    }
}

/// Gates that stand already and say something else than the document.
fn status(out: &mut String, imported: &Imported, view: &View) {
    let updated = imported.updated.iter().map(|gate| (&gate.id, &gate.differences));
    let kept = imported.kept.iter().map(|gate| (&gate.id, &gate.differences));
    let differing: Vec<_> = updated.chain(kept).filter(|(_, differences)| !differences.is_empty()).collect();
    if !differing.is_empty() {
        let meaning = view.paint(DIM, "the document says otherwise, and the gates stay as they are");
        out.push_str(&format!("\n{}  {meaning}\n", view.paint(OPEN, "KEPT")));
    }
    for (id, differences) in differing {
        for Difference { key, gate, document } in differences {
            let gate = gate.as_deref().map_or_else(|| "nothing".to_owned(), |gate| plain(gate).into_owned());
            view.say(out, 2, PLAIN, &format!("{}  {key}: {gate}", plain(id)));
            view.say(out, UNDER, DIM, &format!("in the document: {}", plain(document)));
        }
    }
    if !imported.vanished.is_empty() {
        let meaning = view.paint(DIM, "no longer in the document, and kept");
        out.push_str(&format!("\n{}  {meaning}\n", view.paint(OPEN, "VANISHED")));
    }
    for gone in &imported.vanished {
        view.say(out, 2, PLAIN, &format!("{}  was {}", plain(&gone.id), plain(&gone.source)));
    }
}

fn diff(out: &mut String, line: &str, view: &View) {
    let style = match line.as_bytes().first() {
        Some(b'+') => GOOD,
        Some(b'-') => BAD,
        Some(b'@') => DIM,
        _ => PLAIN,
    };
    out.push_str(&view.paint(style, &plain(line)));
    out.push('\n');
}

/// What an import came to, and what to type next.
pub fn outcome(file: &str, imported: &Imported, done: ImportOutcome, view: &View) -> String {
    let next = |subcommand: &str| format!("{} {}\n", view.paint(BOLD, "next:"), view.type_in(subcommand));
    let words = ["import", file, "--yes"].map(str::to_owned);
    let nothing = imported.added.is_empty() && imported.kept.is_empty() && imported.updated.is_empty();
    match done {
        _ if nothing => "no statement was found: there is nothing to import\n".to_owned(),
        _ if imported.diff.is_empty() => format!("readiness.toml has all of it already\n{}", next("status")),
        ImportOutcome::Written => format!("readiness.toml is written\n{}", next("status")),
        ImportOutcome::Shown => format!("nothing was written\n{}", next(&plain(&command_line(&words)))),
    }
}
