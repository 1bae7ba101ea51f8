//! What is looked at before the first change. Everything is looked at, whatever an earlier look said, so that all that is
//! in the way is told at once; and nothing is changed by looking.

mod branch;
mod dependencies;
mod inspection;
mod look;
mod metadata;
mod notes;
mod pace;
mod remote;
mod token;
mod tree;
mod verdict;

#[cfg(test)]
mod testing;

pub use inspection::{Proofs, preflight};
pub use look::{Look, Outcome, Subject};
pub use verdict::Proof;
