//! How a plan is made: the version that is asked for, the texts and the repository that lie here, and from them all that
//! would change, or all that stands against it.

mod cargo_release;
mod changed;
mod changelog;
mod changelog_edits;
mod dependencies;
mod effect_order;
mod file_names;
mod gather;
mod inputs;
mod manifest;
mod new_versions;
mod packages;
mod planner;
mod release_notes;
mod released;
mod requirement;
mod tag_names;
mod upload_order;
mod version_files;
mod version_request;

pub use changed::changed;
pub(crate) use changelog::without_comments;
pub(crate) use file_names::CHANGELOG;
pub use gather::{Gathered, gather, git_cliff};
pub use inputs::{Generate, PlanInputs};
pub use planner::{further_files, plan};
pub(crate) use tag_names::tags;
pub use version_request::VersionRequest;
