//! The right to write to a store: one run at a time has it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::error::StoreError;
use crate::sys::lock::{FileLock, LockError};
use crate::sys::own_folder::OwnFolder;

/// The right to write to a store; given back when dropped.
#[derive(Debug)]
pub struct StoreLock {
    file: FileLock,
    /// Different for every lock that this process takes.
    pub(super) id: u64,
}

impl StoreLock {
    /// Waits for the lock on the file of a store.
    pub(super) fn wait(
        folder: &OwnFolder,
        name: &str,
        waiting: &mut dyn FnMut(Option<u32>),
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Self, StoreError> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let path = || folder.path().join(name);
        let file = FileLock::wait(folder, name, waiting, interrupted).map_err(|error| match error {
            LockError::GaveUp | LockError::Held(_) => StoreError::Interrupted,
            LockError::File(cause) => StoreError::io("open", &path())(cause),
            LockError::Unsupported(cause) => StoreError::Locks { path: path(), cause },
        })?;
        Ok(Self { file, id: TAKEN.fetch_add(1, Ordering::Relaxed) })
    }

    /// When the lock was taken, by the clock that stamps files.
    pub(super) fn since(&self) -> SystemTime {
        self.file.since()
    }

    /// What time it is by the clock that stamps files.
    pub fn now(&self) -> SystemTime {
        // Where the file system would not say, everything since the lock was taken counts as new.
        self.file.now().unwrap_or_else(|| self.since())
    }
}
