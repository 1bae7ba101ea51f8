//! A change together with what is known of it: which gates it is about, and what must come of it.

use crate::oracle::edit::WorldEdit;

/// What is known beforehand of the gates that a mutation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// No pass is right any more.
    Breaks,
    /// The clean room decides.
    Matters,
    /// As `Matters`, but nobody has declared what is read there: counted apart.
    Undeclared,
    /// It cannot matter: a gate that is not fresh any more runs again for nothing. The clean room confirms it.
    Harmless,
}

/// A mutation of a world.
#[derive(Debug, Clone)]
pub(crate) struct Mutation {
    /// The feature that it belongs to.
    pub(crate) feature: &'static str,
    /// The sort of wrong answer that it looks for.
    pub(crate) case: &'static str,
    /// What is done, in words.
    pub(crate) what: String,
    pub(crate) weight: Weight,
    pub(crate) gates: Vec<String>,
    pub(crate) edits: Vec<WorldEdit>,
}

impl Mutation {
    /// Does a file say that it is older than it is? Then cargo takes what it built before for what is there.
    pub(crate) fn deceives_cargo(&self) -> bool {
        self.edits.iter().any(|edit| matches!(edit, WorldEdit::Aged(_)))
    }
}
