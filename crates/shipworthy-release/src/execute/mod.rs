//! Carrying a plan out, and taking back what is only here.

mod execution;
mod perform;
mod release_record;
mod run;
mod undo;

pub(crate) use execution::Execution;
pub(crate) use perform::probe;
pub use run::{execute, resume};
pub(crate) use undo::{take_back, withdraw};
