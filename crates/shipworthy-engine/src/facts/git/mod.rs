//! Questions to git. It changes nothing, takes no lock, and runs nothing that the repository names.

mod ask;
mod call;
mod config;
mod conversion;
mod endless;
mod error;
mod past;
mod paths;
mod places;
mod refs;
mod repository;
mod settings;
mod stamp;
mod state;
mod view;

pub(crate) use ask::ask;
pub use ask::look;
pub(crate) use call::{answer, answer_with_complaints};
pub(crate) use conversion::attributes_convert;
pub(crate) use error::GitError;
pub(crate) use past::is_past;
pub(crate) use past::refs;
pub use past::{RepositoryRef, changes_of, merge_base, people, texts};
pub(crate) use paths::changed_since;
pub use paths::ignored;
pub use refs::{refs_digest, tree_of};
pub(crate) use repository::{GitRepository, folder_below_top};
pub(crate) use stamp::RepositoryStamp;
pub use state::state;
pub(crate) use state::{is_shallow, unfinished};
