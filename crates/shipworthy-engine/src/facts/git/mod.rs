//! Questions to git. It changes nothing, and takes no lock.

pub(crate) mod call;
mod past;
mod paths;
mod refs;
mod state;

pub(crate) use past::is_past;
pub use past::{RepositoryRef, changes_of, merge_base, people, refs, texts};
pub(crate) use paths::changed_since;
pub use paths::ignored;
pub use refs::{refs_digest, tree_of};
pub use state::state;
