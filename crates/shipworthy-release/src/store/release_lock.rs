//! The lock that lets one release of a workspace run at a time.

use shipworthy_engine::sys::lease::Orphans;
use shipworthy_engine::sys::lock::{FileLock, LockError};

use crate::error::{RESUME, ReleaseError};
use crate::event::ReleaseEvent;
use crate::runtime::{Environment, Failure};

/// The right to release a workspace; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct ReleaseLock {
    _held: FileLock,
}

impl ReleaseLock {
    /// Takes the lock, or says that another release has it. What an earlier release that was killed has left running is
    /// ended before anything is looked at: an upload that still runs would be seen as absent, and made a second time.
    pub(crate) fn take(
        environment: &Environment,
        tell: &mut dyn FnMut(ReleaseEvent),
    ) -> Result<Self, ReleaseError> {
        environment.prepare()?;
        let folder = environment.folder();
        let held = FileLock::take(&folder, "lock").map_err(|error| match error {
            LockError::Held(_) => ReleaseError {
                remedy: format!("wait until it has ended, then `{RESUME}` if it did not end well"),
                ..ReleaseError::resumable("another release of this workspace is running")
            },
            error => Failure::new(format!("lock {}", folder.path().join("lock").display()), error).into(),
        })?;
        for orphans in environment.end_orphans()? {
            if orphans.left {
                return Err(stays(&orphans));
            }
            tell(ReleaseEvent::OrphansEnded(orphans));
        }
        Ok(Self { _held: held })
    }
}

fn stays(orphans: &Orphans) -> ReleaseError {
    let processes: Vec<String> = orphans.processes.iter().map(u32::to_string).collect();
    let processes = processes.join(" ");
    ReleaseError {
        remedy: format!("end it (`kill -9 {processes}`, by its user), then `{RESUME}` goes on"),
        ..ReleaseError::resumable(format!(
            "a release that was killed has left `{}` running, and process {processes} of it cannot be ended",
            orphans.command
        ))
    }
}
