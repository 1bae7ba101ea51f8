//! The files of the tree and their content digests: one look serves every gate.

mod content;
mod file;
mod folder;
mod head;
mod index;
mod raw_index;
mod snapshot;
mod status;

pub(crate) use content::{Digester, file_digest};
pub use file::TreeFile;
pub(crate) use file::{LINK, SUBMODULE};
pub(crate) use folder::walk;
pub use head::GitHead;
pub use snapshot::Tree;
pub(crate) use snapshot::UNTRACK;
