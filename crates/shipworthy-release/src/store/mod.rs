//! What is kept of releases on this machine: a folder for each, with its plan and its journal, and a lock on them all.

mod begun_release;
mod journal;
mod journal_entry;
mod release_folder;
mod release_lock;

pub use begun_release::{BegunRelease, standing, underway};
pub use journal::{Journal, Reach};
pub use journal_entry::JournalEntry;
pub use release_folder::ReleaseFolder;
pub(crate) use release_lock::ReleaseLock;
