//! Text whose encoding was damaged, and what was done about it.

mod text;

pub use text::{Repair, Text, Unreadable, repair};
