//! What is known beside the documents. Handed in.

use shipworthy_model::time::Date;

/// What is known beside the documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// The day of the commit that the documents were read at.
    pub committed: Option<Date>,
}
