//! What a sync changes in a document, or would change, for a person.

use super::model::{SyncOutcome, SyncReport};
use crate::text::{cut, plain};
use crate::view::{BOLD, DIM, GOOD, OPEN, PLAIN, View};
use shipworthy_model::humanize::count;

/// More characters of a text that was replaced than this are not shown.
const MOST_TEXT: usize = 60;

/// The changes, line by line.
pub fn plan(report: &SyncReport, view: &View) -> String {
    let gates = format!("{} of {} have a gate", report.bound, count(report.items as u64, "items"));
    let mut out = format!("{}  {gates}\n", view.paint(BOLD, &plain(&report.file)));
    for change in &report.changes {
        let shown = |text: &str| format!("`{}`", cut(&plain(text), MOST_TEXT));
        let text = match (change.from.is_empty(), change.to.is_empty()) {
            (true, _) => format!("+ {}", shown(&change.to)),
            (_, true) => format!("- {}", shown(&change.from)),
            _ => format!("{} becomes {}", shown(&change.from), shown(&change.to)),
        };
        view.say_all(&mut out, 0, PLAIN, &format!("{:>5}  {:<8}  {text}", change.line, change.what.word()));
    }
    out
}

/// The changes of a sync as text, and what became of them.
pub fn human(report: &SyncReport, outcome: SyncOutcome, view: &View) -> String {
    let mut out = plan(report, view);
    let file = plain(&report.file);
    if report.bound == 0 {
        view.say(
            &mut out,
            0,
            OPEN,
            "no item of it has a gate in readiness.toml: there is nothing to write back",
        );
        out.push_str(&format!("{} {}\n", view.paint(BOLD, "next:"), view.type_in(&format!("import {file}"))));
        return out;
    }
    let changes = count(report.changes.len() as u64, "changes");
    let next = view.type_in(&format!("sync {file} --yes"));
    match (report.changes.is_empty(), outcome) {
        (true, _) => view.say(&mut out, 0, GOOD, "the document tells the truth: nothing is to change"),
        (_, SyncOutcome::Written) => view.say(&mut out, 0, GOOD, &format!("{changes} written")),
        (_, SyncOutcome::Checked) => {
            view.say(&mut out, 0, OPEN, &format!("the document does not tell the truth: {changes} to make"));
            out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
        }
        (_, SyncOutcome::Shown) => {
            view.say(&mut out, 0, DIM, &format!("{changes} to make; nothing was written"));
            out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
        }
    }
    out
}
