//! The right to write to a store: one run at a time has it.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::error::StoreError;
use crate::sys::lock::{FileLock, LockError};

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
        path: &Path,
        waiting: &mut dyn FnMut(Option<u32>),
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Self, StoreError> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let file = FileLock::wait(path, waiting, interrupted).map_err(|error| match error {
            LockError::GaveUp | LockError::Held(_) => StoreError::Interrupted,
            LockError::File(cause) => StoreError::io("open", path)(cause),
            LockError::Unsupported(cause) => StoreError::Locks { path: path.to_owned(), cause },
        })?;
        Ok(Self { file, id: TAKEN.fetch_add(1, Ordering::Relaxed) })
    }

    /// When the lock was taken, by the clock that stamps files.
    pub(super) fn since(&self) -> SystemTime {
        self.file.since()
    }
}
