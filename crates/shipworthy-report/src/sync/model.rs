//! What there is to tell of a sync, as plain values. Text and JSON come from it.

/// What was done about a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncOutcome {
    /// Nothing was done so far.
    Shown,
    /// Nothing was done, because only the truth of the document was asked after.
    Checked,
    /// The document was written.
    Written,
}

/// What there is to tell of a sync.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// The document.
    pub file: String,
    /// How many of its items have a gate.
    pub bound: usize,
    /// How many items it has.
    pub items: usize,
    /// What changes.
    pub changes: Vec<SyncChange>,
}

/// A change of one place of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncChange {
    /// Its line, from 1.
    pub line: u32,
    /// What changes there.
    pub what: ChangedPart,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// The part of a document that a sync changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedPart {
    /// The mark of an item.
    Mark,
    /// The comment beside an item.
    Reason,
    /// A number that counts items.
    Progress,
}

impl ChangedPart {
    /// The word for it, in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Reason => "reason",
            Self::Progress => "progress",
        }
    }
}
