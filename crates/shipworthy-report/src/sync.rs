//! What a sync changes in a document, or would change, for a person and as JSON.

use serde_json::{Value, json};
use shipworthy_model::humanize::count;

use crate::json::SCHEMA;
use crate::text::{cut, plain};
use crate::view::{BOLD, DIM, GOOD, OPEN, PLAIN, View};

/// More characters of a text that was replaced than this are not shown.
const MOST_TEXT: usize = 60;

/// What was done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing, so far.
    Shown,
    /// Nothing, because only the truth of the document was asked after.
    Checked,
    /// The document was written.
    Written,
}

/// What there is to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The document.
    pub file: String,
    /// How many of its items have a gate.
    pub bound: usize,
    /// How many items it has.
    pub items: usize,
    /// What changes.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its line, from 1.
    pub line: u32,
    /// `mark`, `reason` or `progress`.
    pub what: &'static str,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// The changes, line by line.
pub fn plan(told: &Told, view: &View) -> String {
    let gates = format!("{} of {} have a gate", told.bound, count(told.items as u64, "items"));
    let mut out = format!("{}  {gates}\n", view.paint(BOLD, &plain(&told.file)));
    for change in &told.changes {
        let shown = |text: &str| format!("`{}`", cut(&plain(text), MOST_TEXT));
        let text = match (change.from.is_empty(), change.to.is_empty()) {
            (true, _) => format!("+ {}", shown(&change.to)),
            (_, true) => format!("- {}", shown(&change.from)),
            _ => format!("{} becomes {}", shown(&change.from), shown(&change.to)),
        };
        view.say_all(&mut out, 0, PLAIN, &format!("{:>5}  {:<8}  {text}", change.line, change.what));
    }
    out
}

/// The changes, and what became of them.
pub fn human(told: &Told, done: Done, view: &View) -> String {
    let mut out = plan(told, view);
    let file = plain(&told.file);
    if told.bound == 0 {
        view.say(
            &mut out,
            0,
            OPEN,
            "no item of it has a gate in readiness.toml: there is nothing to write back",
        );
        out.push_str(&format!("{} {}\n", view.paint(BOLD, "next:"), view.type_in(&format!("import {file}"))));
        return out;
    }
    let changes = count(told.changes.len() as u64, "changes");
    let next = view.type_in(&format!("sync {file} --yes"));
    match (told.changes.is_empty(), done) {
        (true, _) => view.say(&mut out, 0, GOOD, "the document tells the truth: nothing is to change"),
        (_, Done::Written) => view.say(&mut out, 0, GOOD, &format!("{changes} written")),
        (_, Done::Checked) => {
            view.say(&mut out, 0, OPEN, &format!("the document does not tell the truth: {changes} to make"));
            out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
        }
        (_, Done::Shown) => {
            view.say(&mut out, 0, DIM, &format!("{changes} to make; nothing was written"));
            out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
        }
    }
    out
}

/// The same, for scripts.
pub fn json(told: &Told, done: Done) -> Value {
    let change = |change: &Change| json!({ "line": change.line, "what": change.what, "from": change.from, "to": change.to });
    json!({
        "schema": SCHEMA,
        "file": told.file,
        "items": told.items,
        "bound": told.bound,
        "changes": told.changes.iter().map(change).collect::<Vec<_>>(),
        "written": done == Done::Written,
    })
}
