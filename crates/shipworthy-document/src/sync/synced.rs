//! A document with outcomes written into it: how the gates of its items stand, and every change with its place.

use std::ops::Range;

use shipworthy_model::claim::Mark;
use shipworthy_model::verdict::Outcome;

use crate::item::Item;

/// How the gate of an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its outcome.
    pub outcome: Outcome,
    /// Why, in a few words: `2 warnings, limit 0`.
    pub reason: String,
}

impl Standing {
    /// What an item has to say. A criterion of a NO-GO list is ticked by bad news, and only by bad news.
    pub(super) fn mark(&self, item: &Item) -> Mark {
        let done = if item.unwanted { Outcome::Fail } else { Outcome::Pass };
        if self.outcome == done { Mark::Done } else { Mark::Open }
    }
}

/// A document with outcomes written into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synced {
    /// The file.
    pub bytes: Vec<u8>,
    /// What is new in it, in order.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its line, from 1.
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
