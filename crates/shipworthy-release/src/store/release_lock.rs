//! One release of a workspace at a time. The kernel holds the lock, so it ends with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};

use crate::error::{RESUME, ReleaseError};
use crate::runtime::{Environment, Failure};

/// The right to release; given back when dropped.
#[derive(Debug)]
pub(crate) struct ReleaseLock(File);

impl ReleaseLock {
    /// Takes it, or says that another release has it.
    pub(crate) fn take(environment: &Environment) -> Result<Self, ReleaseError> {
        environment.prepare()?;
        let path = environment.folder().join("lock");
        let failed = |error: std::io::Error| {
            ReleaseError::from(Failure::new(format!("lock {}", path.display()), error))
        };
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(ReleaseError {
                remedy: format!("wait until it has ended, then `{RESUME}` if it did not end well"),
                ..ReleaseError::resumable("another release of this workspace is running")
            }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl Drop for ReleaseLock {
    /// Closing the file would do, were there not the moment in which a process being started still has a copy of it.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
