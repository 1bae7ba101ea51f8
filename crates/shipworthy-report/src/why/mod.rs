//! Everything about one gate: the claim, how it stands, what was done and seen, what its result depends on and what
//! of that has changed, and when it turned.

mod model;
mod text;

pub(crate) use model::STORE;
pub use model::{BoundInput, ConclusionWord, FileChange, FileChangeKind, PartChange, PastRun, Turned, Why};
pub use text::why;
