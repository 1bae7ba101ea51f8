//! What is looked at before the first change. Everything is looked at, whatever an earlier look said, so that all that is
//! in the way is told at once; and nothing is changed by looking.

mod branch;
mod compatibility;
mod complaint;
mod inspection;
mod lock_file;
mod look;
mod metadata;
mod name;
mod notes;
mod pace;
mod package;
mod past;
mod remote;
mod replica;
mod token;
mod tree;
mod verdict;
mod version;

#[cfg(test)]
mod testing;

pub use inspection::{Proofs, groundwork, preflight};
pub use look::{Look, Outcome, Subject};
pub use verdict::Proof;
