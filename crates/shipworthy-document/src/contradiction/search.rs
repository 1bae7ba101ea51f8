//! All ways to disagree, one after the other, over all documents.

use shipworthy_model::claim::Contradiction;

use crate::document::Document;

use super::compared_document::ComparedDocument;
use super::history::DocumentHistory;
use super::ledger::Ledger;
use super::{completions, counts, dates, headings, measures, tasks, verdicts};

/// Where documents disagree: the index of a document, a line of it, and the other place. Each stands at both of its
/// places.
pub fn contradictions(
    documents: &[&Document],
    history: &DocumentHistory,
) -> Vec<(usize, u32, Contradiction)> {
    let mut ledger = Ledger::new(documents);
    let all: Vec<ComparedDocument<'_>> =
        documents.iter().enumerate().map(|(index, document)| ComparedDocument::of(index, document)).collect();
    for compared in &all {
        completions::against_boxes(compared, &mut ledger);
        counts::find(compared, &mut ledger);
        dates::find(compared, history, &mut ledger);
        headings::find(compared, &mut ledger);
        verdicts::find(compared, &mut ledger);
    }
    completions::against_each_other(&all, &mut ledger);
    measures::find(&all, &mut ledger);
    tasks::find(&all, &mut ledger);
    ledger.close()
}
