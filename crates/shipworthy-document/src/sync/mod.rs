//! From outcomes to the marks of a document, and not one byte more.
//!
//! `mark` ticks and unticks, `remark` says beside an item why it is open, `progress` writes anew what sums up the
//! boxes. All of them make `edit`s of the mended text; only what they touch is written anew in the file.

mod edit;
mod mark;
mod progress;
mod remark;
mod spelling;
mod synced;
mod write;

pub use synced::{Change, ItemOutcome, Synced, What};
pub use write::sync;
