//! The only way to processes, files and the clock.

pub mod clock;
pub mod files;
pub mod interrupt;
pub mod process;

mod environment;
mod output;
mod process_scan;
mod process_tree;
mod program;
