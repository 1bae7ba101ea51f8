//! What benchmark harnesses print or write, read into samples: one file for each harness. Each returns what it could read
//! and, beside it, what it could not; nothing that was printed is left out in silence.

pub mod callgrind;
pub mod criterion;
pub mod divan;
pub mod hyperfine;
mod json;
pub mod own;
mod readout;

pub use readout::{Readout, Unread};
