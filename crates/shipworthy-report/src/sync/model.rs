//! The report of a sync, as plain values. Text and JSON come from it.

/// What was done with the changes of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncOutcome {
    /// Nothing was written so far.
    Shown,
    /// Nothing was written, because only the truth of the document was asked after.
    Checked,
    /// The document was written.
    Written,
}

/// The result of a sync: the changes of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// The path of the document.
    pub file: String,
    /// How many items of the document have a gate.
    pub bound: usize,
    /// How many items the document has.
    pub items: usize,
    /// The changes of the document.
    pub changes: Vec<SyncChange>,
}

/// A change of one place of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncChange {
    /// The line of the item, from 1.
    pub line: u32,
    /// The part of the item that changes.
    pub what: ChangedPart,
    /// The text that stood there.
    pub from: String,
    /// The text that stands there now.
    pub to: String,
}

/// The part of a document that a sync changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedPart {
    /// The mark of an item.
    Mark,
    /// The comment beside an item, with the reason.
    Reason,
    /// A number that counts items.
    Progress,
}

impl ChangedPart {
    /// The word for the part, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Reason => "reason",
            Self::Progress => "progress",
        }
    }
}
