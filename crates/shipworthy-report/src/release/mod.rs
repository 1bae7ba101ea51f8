//! What a release would change, changes, or has changed, for a person and as JSON.

mod json;
mod model;
mod text;
mod yank;

pub use json::json;
pub use model::{Done, File, Look, Member, Planned, Sight, Sort, Step, Told, changed_lines};
pub use text::{text, yank};
pub use yank::{Cut, YankedPackage};
