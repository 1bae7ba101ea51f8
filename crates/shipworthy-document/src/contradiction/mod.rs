//! Where documents disagree, with themselves and with each other.
//!
//! Each file but `known`, `leaf`, `ledger` and `search` is one way to disagree. All of them are strict: what only looks alike is let be, for a
//! wrong accusation costs more than a missed one.

mod known;
mod leaf;
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

pub use known::{Commits, Known};
pub use search::contradictions;
