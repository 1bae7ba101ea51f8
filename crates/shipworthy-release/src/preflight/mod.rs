//! What is looked at before the first change. Everything is looked at, whatever an earlier check said, so that all that is
//! in the way is told at once; and nothing is changed by looking.

mod approved_plan;
mod branch;
mod cargo_error;
mod check;
mod compatibility;
mod inspection;
mod lock_file;
mod metadata;
mod name;
mod notes;
mod package;
mod published;
mod rate_limit;
mod remote;
mod scratch_workspace;
mod token;
mod tree;
mod verdict;
mod version;

#[cfg(test)]
mod testing;

pub use approved_plan::ApprovedPlan;
pub use check::{CheckOutcome, PreflightCheck, PreflightSubject};
pub use inspection::{Proofs, groundwork, preflight};
pub use verdict::Proof;
