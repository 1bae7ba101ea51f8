//! From text to a document: Markdown blocks in `leaf`, what they mean to a checklist in the files beside it.

mod aside;
mod effort;
pub(crate) mod emoji;
mod entry;
mod expected;
mod fence;
mod heading;
mod leaf;
mod nesting;
mod paragraph;
mod priority;
mod reader;
pub(crate) mod role;
mod running_text;
mod section;
mod shell;
pub(crate) mod sign;
mod table;
pub(crate) mod tick;
mod title;
mod view;

pub use reader::read;
