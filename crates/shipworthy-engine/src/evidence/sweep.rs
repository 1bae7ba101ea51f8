//! Removes what killed runs left behind: half-written files, and logs and lists of files that no record refers to.
//! It never touches a record.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::lock::StoreLock;
use super::store::{LOGS, Store};
use crate::sys::files::{UNFINISHED, remove_file};

/// Outside the records folder files are written without the lock as well; older than this, their writer is dead.
const PATIENCE: Duration = Duration::from_secs(600);

impl Store {
    /// Cleans up after killed runs. To be called before anything is recorded under this lock. What cannot be removed
    /// stays: it does no harm but take space.
    pub fn sweep(&self, lock: &StoreLock) {
        remove(&self.records(), |name, _| name.starts_with(UNFINISHED));
        let stale = lock.since().checked_sub(PATIENCE).unwrap_or(SystemTime::UNIX_EPOCH);
        let folders = [self.manifests(), self.logs(), self.cache(), self.runs(), self.released()];
        for folder in folders.iter().map(PathBuf::as_path).chain([self.folder()]) {
            remove(folder, |name, file| name.starts_with(UNFINISHED) && modified_before(file, stale));
        }
        let left = |folder: &Path| files(folder).any(|file| modified_before(&file, lock.since()));
        if !left(&self.logs()) && !left(&self.manifests()) {
            return;
        }
        // Unreadable records may refer to anything.
        let Some(referred) = referred(&self.records()) else { return };
        remove(&self.logs(), |name, file| {
            modified_before(file, lock.since()) && !referred.contains(&format!("{LOGS}/{name}"))
        });
        remove(&self.manifests(), |name, file| modified_before(file, stale) && !referred.contains(name));
    }
}

fn files(folder: &Path) -> impl Iterator<Item = DirEntry> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

fn modified_before(file: &DirEntry, time: SystemTime) -> bool {
    file.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|modified| modified < time)
}

fn remove(folder: &Path, doomed: impl Fn(&str, &DirEntry) -> bool) {
    for file in files(folder) {
        if file.file_name().to_str().is_some_and(|name| doomed(name, &file)) {
            // Swept next time, if ever.
            let _ = remove_file(&file.path());
        }
    }
}

/// The logs and the values of fingerprints that occur in any record, superseded, damaged and newer ones included:
/// so the text is searched and not decoded. `None` when some record could not be read.
fn referred(folder: &Path) -> Option<HashSet<String>> {
    let mut found = HashSet::new();
    for file in fs::read_dir(folder).ok()? {
        let bytes = fs::read(file.ok()?.path()).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        for field in ["\"log\":\"", "\"value\":\""] {
            let values = text.split(field).skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(values.filter(|value| !value.is_empty()).map(str::to_owned));
        }
    }
    Some(found)
}
