//! One run at a time writes to a store. The kernel holds the lock, so it ends with its process, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::error::StoreError;
use super::store::Store;

const POLL: Duration = Duration::from_millis(25);

/// Shorter waits are not worth a word; and a holder that has just taken the lock needs a moment to write its name.
const QUIET: u32 = 4;

/// The right to write to a store; given back when dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    /// Different for every lock that this process takes.
    pub(super) id: u64,
    /// When it was taken, by the clock that stamps files.
    pub(super) since: SystemTime,
}

impl Store {
    /// Waits until no other run writes to the store. `waiting` is called once, when there is something to wait for,
    /// with the process that holds the lock when that is known. [`Store::prepare`] comes first.
    ///
    /// # Errors
    ///
    /// When `interrupted` says so, when the lock file cannot be opened, or when the file system has no locks.
    pub fn lock(
        &self,
        waiting: &mut dyn FnMut(Option<u32>),
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Lock, StoreError> {
        let path = self.folder().join("lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = open.map_err(StoreError::io("open", &path))?;
        let mut polls = 0_u32;
        loop {
            match file.try_lock() {
                Ok(()) => return Lock::taken(file).map_err(StoreError::io("read the time of", &path)),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(cause)) => return Err(StoreError::Locks { path, cause }),
            }
            if interrupted() {
                return Err(StoreError::Interrupted);
            }
            if polls == QUIET {
                waiting(holder(&path));
            }
            polls = polls.saturating_add(1);
            sleep(POLL);
        }
    }
}

impl Drop for Lock {
    /// Closing the file would do, were there not the moment in which a process being started still has a copy of it.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Lock {
    fn taken(mut file: File) -> std::io::Result<Self> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let pid = std::process::id();
        // On a full disk the pid stays unwritten; whoever waits is then told less, and nothing else is lost.
        let _ = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(format!("{pid}\n").as_bytes()));
        let since = file.metadata()?.modified()?;
        Ok(Self { file, id: TAKEN.fetch_add(1, Ordering::Relaxed), since })
    }
}

fn holder(path: &Path) -> Option<u32> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}
