//! The evidence store: immutable records of gate runs and of releases under `.readiness`, and an index of the runs that
//! can be rebuilt.
//!
//! It keeps and finds evidence. Whether evidence is still fresh, and what follows from it, is decided elsewhere.

mod cache;
mod cache_form;
mod entry;
mod error;
mod index;
mod index_file;
mod last_go;
mod listing;
mod lock;
mod manifest;
mod name;
mod released;
mod shared;
mod store;
mod sweep;

pub use cache::CacheFolder;
pub(crate) use cache_form::{CacheReader, CacheWriter};
pub use entry::IndexEntry;
pub use error::{RecordError, StoreError};
pub use index::EvidenceIndex;
pub use last_go::LastGo;
pub use lock::StoreLock;
pub use name::RecordName;
pub(crate) use shared::{PLACES, SharedKey, SharedPasses};
pub(crate) use store::FOLDER;
pub use store::{LOGS, Store};
