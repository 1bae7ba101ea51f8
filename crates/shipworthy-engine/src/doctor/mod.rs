//! Is this machine able to run this checklist? Asks the machine for what the gates' kinds need, and nothing more.

mod examine;
mod remedy;
mod unbound_reads;

pub use examine::examine;
pub use remedy::{Install, REMEDIES, Remedy};
pub use unbound_reads::FindOutwardPaths;
