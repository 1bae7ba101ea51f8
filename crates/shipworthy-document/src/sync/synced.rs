//! A document with outcomes written into it: how the gates of its items stand, and every change with its place.

use std::ops::Range;

use shipworthy_model::claim::Mark;
use shipworthy_model::verdict::Outcome;

use crate::item::Item;

/// The outcome of the gate that an item became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemOutcome {
    /// The outcome of the gate.
    pub outcome: Outcome,
    /// The reason for the outcome, in a few words: `2 warnings, limit 0`.
    pub reason: String,
}

impl ItemOutcome {
    /// The mark that the item is to have. A criterion of a NO-GO list is ticked by bad news, and only by bad news.
    pub(super) fn mark(&self, item: &Item) -> Mark {
        let done = if item.unwanted { Outcome::Fail } else { Outcome::Pass };
        if self.outcome == done { Mark::Done } else { Mark::Open }
    }
}

/// A document with outcomes written into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synced {
    /// The bytes of the file with the changes in it.
    pub bytes: Vec<u8>,
    /// What is new in it, in order.
    pub changes: Vec<Change>,
}

/// One change of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line of the change, from 1.
    pub line: u32,
    /// What sort of thing was changed.
    pub what: What,
    /// Where: bytes of the file as it was.
    pub span: Range<usize>,
    /// What stood there, as it was meant.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// What sort of thing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A box, an emoji, a word, the status in a cell.
    Mark,
    /// The comment that says why an item is open.
    Reason,
    /// A progress bar, a percentage, a count.
    Progress,
}
