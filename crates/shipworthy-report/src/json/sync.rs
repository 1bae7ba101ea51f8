//! The document of `sync`: what changes in a Markdown checklist, or would.

use super::document::{OneOf, Version, document, words};
use crate::sync::{ChangedPart, SyncChange, SyncReport};

document! {
    /// What changes in a document, or would.
    pub struct SyncDocument {
        /// The version of this document.
        schema: Version,
        /// The document that is written back to.
        file: String,
        /// How many items the document has.
        items: usize,
        /// How many items of the document have a gate.
        bound: usize,
        /// The changes that are to be made, or were made.
        changes: Vec<SyncChangeJson>,
        /// Whether the document was written.
        written: bool,
    }

    /// A change of one place of the document.
    pub struct SyncChangeJson {
        /// The line, from 1.
        line: u32,
        /// The part of the item that changes. A `reason` is the comment beside an item.
        what: OneOf<ChangedPart>,
        /// The text that stood there; empty for what is new.
        from: String,
        /// The text that stands there now; empty for what is gone.
        to: String,
    }
}

words! {
    ChangedPart: Mark, Reason, Progress => ChangedPart::word;
}

impl SyncDocument {
    /// The document of a sync.
    pub fn of(report: &SyncReport, written: bool) -> Self {
        let change = |change: &SyncChange| SyncChangeJson {
            line: change.line,
            what: OneOf(change.what),
            from: change.from.clone(),
            to: change.to.clone(),
        };
        Self {
            schema: Version,
            file: report.file.clone(),
            items: report.items,
            bound: report.bound,
            changes: report.changes.iter().map(change).collect(),
            written,
        }
    }
}
