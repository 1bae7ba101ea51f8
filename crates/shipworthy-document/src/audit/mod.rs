//! What the answers of the checks mean for the marks of a document. It asks nobody itself.

mod answer;
mod claims;
mod contradicted;
mod decided;
mod listing;
mod proof;
#[cfg(test)]
mod tests;
mod witness;

pub use answer::{Answer, finding};
pub use claims::claims;
pub use contradicted::contradicted;
pub use witness::{Reply, Witness};
