//! A Markdown checklist, as text: read, understood, and written back.
//!
//! [`repair`] mends text whose encoding was damaged; [`reading`] finds the items of a document, with the byte offsets of
//! their marks; [`binding`] turns an item into a check; [`command`] holds a command line against what the tools accept;
//! [`contradiction`] finds where documents disagree; [`audit`] says what the answers of the checks mean for the marks;
//! [`import`] writes gates into `readiness.toml`, [`sync`] writes outcomes back into the document.
//!
//! This crate refuses files, the clock and processes: it is handed the text, the names of the files and the workspace.

pub mod audit;
pub mod binding;
pub mod command;
pub mod contradiction;
pub mod document;
pub mod figure;
pub mod import;
pub mod item;
pub mod manifest;
pub mod reading;
pub mod repair;
pub mod surroundings;
pub mod sync;
