//! Questions to git. It changes nothing, takes no lock, and runs nothing that the repository names.

pub(crate) mod call;
mod config;
mod paths;
mod refs;
mod repository;
mod settings;
mod state;
mod view;

pub use call::look;
pub use paths::{changed_since, ignored};
pub use refs::{refs_digest, tree_of};
pub(crate) use repository::Repository;
pub use state::state;
