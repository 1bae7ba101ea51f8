//! Shipworthy: a production-readiness checklist that runs.
//!
//! This crate alone talks to people: it reads flags, hands the work to the engine and writes what the report says, to the
//! terminal or as one JSON document, with an exit code that cannot disagree. It is also the face that an adopting
//! workspace depends on. Its `xtask/src/main.rs` is:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     shipworthy::xtask(&[])
//! }
//! ```
//!
//! A check of your own is a `static` [`Kind`], written with what is in [`kind`] and handed over in that slice; see
//! `docs/guide/custom-check.md`.

mod answer;
mod approvers;
mod command;
mod context;
mod delivery;
mod each;
mod flags;
mod gate_globs;
mod history;
pub mod kind;
mod last_word;
mod load;
mod program;
mod stop;
mod terminal;
mod weakened;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::kind::Kind;

/// The way in which the tool was called, for the commands it tells people to type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    /// The words before a subcommand: `cargo xtask` or `shipworthy`.
    pub(crate) command: &'static str,
}

/// The words that people type when the tool is a workspace's xtask.
pub(crate) const XTASK: &str = "cargo xtask";

/// Runs as the xtask of a workspace, with check kinds of its own beside ours.
pub fn xtask(own: &[&'static Kind]) -> ExitCode {
    program::run(Caller { command: XTASK }, own, || std::env::args_os().collect())
}

/// Runs as a program of its own. `arguments`, the program first, are asked for once there is memory to hold them.
pub fn program(command: &'static str, arguments: impl FnOnce() -> Vec<OsString>) -> ExitCode {
    program::run(Caller { command }, &[], arguments)
}
