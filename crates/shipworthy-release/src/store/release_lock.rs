//! The lock that lets one release of a workspace run at a time.

use shipworthy_engine::sys::lock::{FileLock, LockError};

use crate::error::{RESUME, ReleaseError};
use crate::runtime::{Environment, Failure};

/// The right to release a workspace; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct ReleaseLock {
    _held: FileLock,
}

impl ReleaseLock {
    /// Takes the lock, or says that another release has it.
    pub(crate) fn take(environment: &Environment) -> Result<Self, ReleaseError> {
        environment.prepare()?;
        let folder = environment.folder();
        match FileLock::take(&folder, "lock") {
            Ok(held) => Ok(Self { _held: held }),
            Err(LockError::Held(_)) => Err(ReleaseError {
                remedy: format!("wait until it has ended, then `{RESUME}` if it did not end well"),
                ..ReleaseError::resumable("another release of this workspace is running")
            }),
            Err(error) => {
                Err(Failure::new(format!("lock {}", folder.path().join("lock").display()), error).into())
            }
        }
    }
}
