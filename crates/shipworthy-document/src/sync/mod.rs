//! From outcomes to the marks of a document, and not one byte more.
