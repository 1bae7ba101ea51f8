//! What a release would change, changes, or has changed, for a person and as JSON.

mod json;
mod text;
mod told;
mod yank;

pub use json::json;
pub use text::{text, yank};
pub use told::{Done, File, Look, Member, Planned, Sight, Sort, Step, Told, changed_lines};
pub use yank::{Cut, Doomed};
