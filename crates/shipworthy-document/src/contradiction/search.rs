//! All ways to disagree, one after the other, over all documents.

use shipworthy_model::claim::Contradiction;

use crate::document::Document;

use super::known::Known;
use super::leaf::Leaf;
use super::ledger::Ledger;
use super::{completions, counts, dates, headings, measures, tasks, verdicts};

/// Where documents disagree: the index of a document, a line of it, and the other place. Each stands at both of its
/// places.
pub fn contradictions(documents: &[&Document], known: &Known) -> Vec<(usize, u32, Contradiction)> {
    let mut ledger = Ledger::new(documents);
    let leaves: Vec<Leaf<'_>> =
        documents.iter().enumerate().map(|(index, document)| Leaf::of(index, document)).collect();
    for leaf in &leaves {
        completions::against_boxes(leaf, &mut ledger);
        counts::find(leaf, &mut ledger);
        dates::find(leaf, known, &mut ledger);
        headings::find(leaf, &mut ledger);
        verdicts::find(leaf, &mut ledger);
    }
    completions::against_each_other(&leaves, &mut ledger);
    measures::find(&leaves, &mut ledger);
    tasks::find(&leaves, &mut ledger);
    ledger.close()
}
