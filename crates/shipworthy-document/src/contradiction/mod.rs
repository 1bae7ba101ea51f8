//! Where documents disagree, with themselves and with each other.
//!
//! Each file but `compared_document`, `history`, `ledger` and `search` is one way to disagree, or belongs to one. All of
//! them are strict: what only looks alike is let be, for a wrong accusation costs more than a missed one.

mod compared_document;
mod history;
mod ledger;

mod completions;
mod counts;
mod dates;
mod headings;
mod measures;
mod search;
mod task;
mod tasks;
mod verdicts;

pub use history::{Commits, DocumentHistory};
pub use search::contradictions;
