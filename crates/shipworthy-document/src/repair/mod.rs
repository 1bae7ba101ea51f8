//! Text whose encoding was damaged, and what was done about it.
//!
//! UTF-8 that was decoded as windows-1252 or Mac OS Roman is mended, run by run: `sequence` finds what may be damage,
//! `evidence` tells it from what was typed, `mend` writes the text anew. Everything else is left exactly alone.

mod encoding;
mod evidence;
mod lost;
mod mac_roman;
mod mend;
mod nature;
mod read;
mod sequence;
mod text;
mod windows_1252;

pub use read::repair;
pub use text::{Repair, Text, Unreadable};
