//! Questions to git. It changes nothing, and takes no lock.

pub(crate) mod call;
mod paths;
mod refs;
mod state;

pub use paths::{changed_since, ignored};
pub use refs::{refs_digest, tree_of};
pub use state::state;
