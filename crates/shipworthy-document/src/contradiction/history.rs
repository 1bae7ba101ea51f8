//! What is known beside the documents. Handed in.

use shipworthy_model::time::Date;

/// What is known beside the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// For each document, in their order: the days between which it was written, where they are known.
    pub commits: Vec<Option<Commits>>,
}

/// The commits of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commits {
    /// The day of the first.
    pub first: Date,
    /// The day of the last.
    pub last: Date,
}
