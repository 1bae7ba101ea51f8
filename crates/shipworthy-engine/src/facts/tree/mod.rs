//! The files of the tree and their content digests: one look serves every gate.

mod content;
mod folder;
mod index;
mod snapshot;
mod status;

pub use crate::facts::git::tree_of;
pub(crate) use content::{Digester, file_digest};
pub(crate) use folder::walk;
pub use snapshot::{GitHead, Tree, TreeFile};

/// The digest of a symbolic link begins with this; what it leads to is not part of it.
pub(crate) const LINK: &str = "120000 ";

/// The digest of a submodule begins with this.
pub(crate) const SUBMODULE: &str = "160000 ";
