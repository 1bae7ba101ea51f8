//! What was found, each contradiction at both of its places, once.

use std::collections::BTreeSet;

use shipworthy_model::claim::Contradiction;

use crate::document::Document;

/// A line of one of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DocumentLine {
    pub(super) document: usize,
    pub(super) line: u32,
}

/// The contradictions found so far.
pub(super) struct Ledger<'a> {
    documents: &'a [&'a Document],
    found: BTreeSet<(usize, u32, Contradiction)>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(documents: &'a [&'a Document]) -> Self {
        Self { documents, found: BTreeSet::new() }
    }

    /// Two places that cannot both be right. At each stands what the other says.
    pub(super) fn both(&mut self, one: DocumentLine, other: DocumentLine, at_one: String, at_other: String) {
        self.put(one, other, at_one);
        if one != other {
            self.put(other, one, at_other);
        }
    }

    /// A place that disagrees with itself, or with what is known beside the documents.
    pub(super) fn alone(&mut self, place: DocumentLine, why: String) {
        self.put(place, place, why);
    }

    fn put(&mut self, at: DocumentLine, other: DocumentLine, why: String) {
        if let Some(document) = self.documents.get(other.document) {
            let contradiction = Contradiction { file: document.file.clone(), line: other.line, why };
            self.found.insert((at.document, at.line, contradiction));
        }
    }

    /// All contradictions, in the order of the documents and their lines.
    pub(super) fn close(self) -> Vec<(usize, u32, Contradiction)> {
        self.found.into_iter().collect()
    }
}
