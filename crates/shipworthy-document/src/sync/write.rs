//! Writes outcomes into a document.

use super::edit::Edits;
use super::mark::Marks;
use super::progress;
use super::synced::{ItemOutcome, Synced};
use crate::document::Document;

/// Writes outcomes into a document. `original` holds the bytes that `document` was read from; `state` tells, for the
/// index of an item, how its gate stands, and `None` for an item without one.
pub fn sync(document: &Document, original: &[u8], state: &dyn Fn(usize) -> Option<ItemOutcome>) -> Synced {
    let standings: Vec<Option<ItemOutcome>> = (0..document.items.len()).map(state).collect();
    let mut edits = Edits::default();
    Marks::of(document).write(&standings, &mut edits);
    progress::write(document, &standings, &mut edits);
    edits.written(&document.text, original)
}
