//! When the documents were written, as far as somebody knows: handed in, because git is not asked here.

use shipworthy_model::time::Date;

/// When documents were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentHistory {
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
