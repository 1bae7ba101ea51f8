//! The folder of what may be deleted at any time: what was found out about tools and sources, so that it need not be found
//! out again. A store that is not believed has none.

use crate::sys::own_folder::OwnFolder;

/// The size of the largest cache that is read, in bytes.
const MOST: u64 = 64 << 20;

/// A folder of caches; perhaps none, which keeps nothing and knows nothing.
#[derive(Debug, Clone, Default)]
pub struct CacheFolder(Option<OwnFolder>);

impl CacheFolder {
    pub(super) fn of(folder: OwnFolder) -> Self {
        Self(Some(folder))
    }

    /// What was kept under this name, if it can be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.as_ref()?.open().ok()?.read(name, MOST).ok()
    }

    /// Keeps bytes under a name. Harmless when it cannot: the folder is made by a run, with what keeps it out of git, and
    /// looking alone makes none.
    pub fn keep(&self, name: &str, bytes: &[u8]) {
        if let Some(folder) = &self.0 {
            drop(folder.open().and_then(|folder| folder.write_unsynced(name, bytes)));
        }
    }
}
