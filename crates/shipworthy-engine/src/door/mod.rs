//! The only way to processes, files and the clock.

pub mod clock;
pub mod files;
pub mod interrupt;
pub mod process;

mod census;
mod environment;
mod family;
mod output;
mod program;
