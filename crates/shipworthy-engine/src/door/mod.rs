//! The only way to processes, files and the clock.

pub mod clock;
pub mod files;
pub mod interrupt;
pub mod process;

#[cfg(target_os = "linux")]
mod census;
mod environment;
mod family;
mod output;
mod program;
