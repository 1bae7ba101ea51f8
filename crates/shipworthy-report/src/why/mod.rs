//! Everything about one gate: the claim, how it stands, what was done and seen, what its result depends on and what
//! of that has changed, and when it turned.

mod case;
mod json;
mod text;

pub use case::{Change, FileChange, PartChange, Past, Turned, Why};
pub use json::json;
pub use text::why;
