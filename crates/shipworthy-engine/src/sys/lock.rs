//! A lock on a file, for what one process at a time may do. The kernel holds it, so it ends with its process, however
//! that ends.

#![expect(clippy::disallowed_methods, reason = "this is the lock that everybody else must use")]

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::own_folder::OwnFolder;

/// How long to wait before trying again to take a lock that another process holds.
const POLL: Duration = Duration::from_millis(25);

/// Shorter waits are not worth a word; and a holder that has just taken the lock needs a moment to write its name.
const QUIET: u32 = 4;

/// A lock on a file, held until it is dropped. The file stays, and names the process that held it last.
#[derive(Debug)]
pub struct FileLock {
    file: File,
    since: SystemTime,
}

/// Why a lock was not taken.
#[derive(Debug)]
pub enum LockError {
    /// Another process holds the lock; with its id, when that is known.
    Held(Option<u32>),
    /// The caller gave up waiting.
    GaveUp,
    /// The lock file could not be opened, or its time not be read.
    File(io::Error),
    /// The file system has no locks.
    Unsupported(io::Error),
}

impl FileLock {
    /// Takes the lock, or says that another process holds it.
    ///
    /// # Errors
    ///
    /// When it is held, the file cannot be opened, or the file system has no locks.
    pub fn take(folder: &OwnFolder, name: &str) -> Result<Self, LockError> {
        Self::attempt(open(folder, name)?)?.map_err(|mut file| LockError::Held(holder(&mut file)))
    }

    /// Waits until nobody else holds the lock. `waiting` is called once, when there is something to wait for, with the
    /// process that holds the lock when that is known.
    ///
    /// # Errors
    ///
    /// When `give_up` says so, the file cannot be opened, or the file system has no locks.
    pub fn wait(
        folder: &OwnFolder,
        name: &str,
        waiting: &mut dyn FnMut(Option<u32>),
        give_up: &dyn Fn() -> bool,
    ) -> Result<Self, LockError> {
        let mut file = open(folder, name)?;
        let mut polls = 0_u32;
        loop {
            file = match Self::attempt(file)? {
                Ok(lock) => return Ok(lock),
                Err(file) => file,
            };
            if give_up() {
                return Err(LockError::GaveUp);
            }
            if polls == QUIET {
                waiting(holder(&mut file));
            }
            polls = polls.saturating_add(1);
            sleep(POLL);
        }
    }

    /// When the lock was taken, by the clock that stamps files.
    pub fn since(&self) -> SystemTime {
        self.since
    }

    /// What time it is by the clock that stamps files; `None` when the file system would not say.
    pub fn now(&self) -> Option<SystemTime> {
        let mut file = &self.file;
        // The number that stands there already is written again, which takes no space.
        let own = format!("{}\n", std::process::id());
        file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(own.as_bytes())).ok()?;
        file.metadata().and_then(|metadata| metadata.modified()).ok()
    }

    /// The lock, or the file when somebody else holds it.
    fn attempt(mut file: File) -> Result<Result<Self, File>, LockError> {
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Err(file)),
            Err(TryLockError::Error(error)) => return Err(LockError::Unsupported(error)),
        }
        // On a full disk the number stays unwritten; whoever waits is then told less, and nothing else is lost.
        let _ = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(format!("{}\n", std::process::id()).as_bytes()));
        let since = file.metadata().and_then(|metadata| metadata.modified()).map_err(LockError::File)?;
        Ok(Ok(Self { file, since }))
    }
}

impl Drop for FileLock {
    /// Closing the file would do, were there not the moment in which a process being started still has a copy of it.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(Some(process)) => write!(f, "process {process} holds it"),
            Self::Held(None) => f.write_str("another process holds it"),
            Self::GaveUp => f.write_str("interrupted while waiting for it"),
            Self::File(error) | Self::Unsupported(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(error) | Self::Unsupported(error) => Some(error),
            Self::Held(_) | Self::GaveUp => None,
        }
    }
}

fn open(folder: &OwnFolder, name: &str) -> Result<File, LockError> {
    folder.open().and_then(|folder| folder.lock_file(name)).map_err(LockError::File)
}

/// The id of the process that wrote it into the lock file. Only a process that holds the lock writes it.
fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_once_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let folder = OwnFolder::below(folder.path(), "");
        let path = "lock";
        let held = FileLock::take(&folder, path).unwrap();
        let own = std::process::id();
        let refused = FileLock::take(&folder, path).unwrap_err();
        assert!(matches!(refused, LockError::Held(Some(holder)) if holder == own), "{refused}");
        assert!(matches!(FileLock::wait(&folder, path, &mut |_| {}, &|| true), Err(LockError::GaveUp)));
        drop(held);
        FileLock::take(&folder, path).unwrap();
        assert!(matches!(FileLock::take(&folder.folder("none"), "lock"), Err(LockError::File(_))));
    }
}
