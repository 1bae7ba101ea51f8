//! Everything about one gate: the claim, how it stands, what was done and seen, what its result depends on and what
//! of that has changed, and when it turned.

mod json;
mod model;
mod text;

pub use json::json;
pub use model::{Change, FileChange, PartChange, Past, Turned, Why};
pub use text::why;
