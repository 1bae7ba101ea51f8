//! From text to a document.

use crate::document::Document;
use crate::repair::Text;

/// Reads a document. Any text is one.
pub fn read(file: &str, text: Text) -> Document {
    Document { file: file.to_owned(), text, ..Document::default() }
}
