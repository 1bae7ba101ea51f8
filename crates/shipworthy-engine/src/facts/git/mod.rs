//! Questions to git. It changes nothing, takes no lock, and runs nothing that the repository names.

pub(crate) mod call;
mod config;
mod past;
mod paths;
mod refs;
mod repository;
mod settings;
mod state;
mod view;

pub(crate) use past::is_past;
pub use past::{RepositoryRef, changes_of, merge_base, people, refs, texts};
pub(crate) use paths::changed_since;
pub use paths::ignored;
pub use refs::{refs_digest, tree_of};
pub(crate) use repository::Repository;
pub use state::state;
