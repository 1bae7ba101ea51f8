//! What the answers of the checks mean for the marks of a document. It asks nobody itself.

mod claims;
mod contradicted;
mod decided;
mod listing;
mod proof;
#[cfg(test)]
mod tests;
mod truth;
mod witness;

pub use claims::claims;
pub use contradicted::contradicted;
pub use truth::{Truth, finding};
pub use witness::{Reply, Witness};
