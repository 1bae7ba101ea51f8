//! The report of a sync: what changes in a document, or would.

mod model;
#[cfg(feature = "documents")]
mod text;

pub use model::{ChangedPart, SyncChange, SyncOutcome, SyncReport};
#[cfg(feature = "documents")]
pub use text::{human, plan};
