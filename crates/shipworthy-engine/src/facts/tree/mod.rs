//! The files of the tree and their content digests: one look serves every gate.

mod content;
mod disk;
mod file;
mod folder;
mod head;
mod index;
mod listing;
mod memory;
mod memory_file;
mod raw_index;
mod shared_text;
mod snapshot;
mod stamp;
mod status;

pub(crate) use content::{Digester, file_digest};
pub(crate) use disk::DiskFiles;
pub use file::TreeFile;
pub(crate) use file::{LINK, SUBMODULE};
pub(crate) use folder::{is_cache, walk};
pub use head::GitHead;
pub(crate) use memory::{LookStart, RememberedTree, TreeMemory};
pub use shared_text::SharedText;
pub use snapshot::Tree;
pub(crate) use snapshot::UNTRACK;
pub(crate) use stamp::{FileStamp, STAMP_BYTES};
