//! Removes what killed runs left behind: half-written files, scratch folders, and logs and lists of files that no record
//! refers to; and logs that are old or too many. It never touches a record.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use super::lock::StoreLock;
use super::store::{LOGS, MOST_RECORD, Store};
use crate::sys::files::UNFINISHED;
use crate::sys::open_folder::{EntryKind, OpenFolder, SeenFile};
use crate::sys::own_folder::OwnFolder;
use crate::sys::scratch;

/// Outside the records folder files are written without the lock as well; older than this, their writer is dead.
const PATIENCE: Duration = Duration::from_secs(600);

/// How long a log is kept. What a judge was given of it stands in its record, which stays.
const LOG_AGE: Duration = Duration::from_secs(90 * 24 * 3600);

/// The most bytes that all logs together may have once a run has ended.
const LOG_BYTES: u64 = 256 << 20;

/// The most logs that are kept once a run has ended.
const LOG_COUNT: usize = 1000;

impl Store {
    /// Cleans up after killed runs. To be called before anything is recorded under this lock. What cannot be removed
    /// stays: it does no harm but take space.
    pub fn sweep(&self, lock: &StoreLock) {
        scratch::sweep();
        remove(&self.records(), |name, _| name.starts_with(UNFINISHED));
        let stale = lock.since().checked_sub(PATIENCE).unwrap_or(SystemTime::UNIX_EPOCH);
        let folders = [self.manifests(), self.logs(), self.caches(), self.runs(), self.released()];
        for folder in folders.iter().chain([self.folder()]) {
            remove(folder, |name, file| name.starts_with(UNFINISHED) && file.modified < stale);
        }
        let left = |folder: &OwnFolder| files(folder).iter().any(|(_, file)| file.modified < lock.since());
        if !left(&self.logs()) && !left(&self.manifests()) {
            return;
        }
        // Unreadable records may refer to anything.
        let Some(referred) = referred(&self.records()) else { return };
        remove(&self.logs(), |name, file| {
            file.modified < lock.since() && !referred.contains(&format!("{LOGS}/{name}"))
        });
        remove(&self.manifests(), |name, file| file.modified < stale && !referred.contains(name));
    }

    /// Removes logs that are older than 90 days, and, the oldest first, those beyond a thousand and beyond 256 MiB in all;
    /// a single one that is larger goes as well. To be called when a run has ended, under its lock.
    pub fn prune_logs(&self, lock: &StoreLock) {
        let folder = self.logs();
        let mut logs = files(&folder);
        logs.sort_by_key(|(_, log)| Reverse(log.modified));
        let oldest = lock.since().checked_sub(LOG_AGE).unwrap_or(SystemTime::UNIX_EPOCH);
        let (mut bytes, mut count) = (0_u64, 0_usize);
        let mut doomed = HashSet::new();
        for (name, log) in logs {
            let sum = bytes.saturating_add(log.len);
            if log.modified < oldest || count >= LOG_COUNT || sum > LOG_BYTES {
                doomed.insert(name);
            } else {
                (bytes, count) = (sum, count + 1);
            }
        }
        if !doomed.is_empty() {
            remove(&folder, |name, _| doomed.contains(name));
        }
    }
}

/// The regular files of a folder, with what the folder tells of them.
fn files(folder: &OwnFolder) -> Vec<(String, SeenFile)> {
    folder.open().map(|folder| listed(&folder)).unwrap_or_default()
}

fn listed(folder: &OpenFolder) -> Vec<(String, SeenFile)> {
    let names = folder.names().unwrap_or_default().into_iter();
    let names =
        names.filter(|(_, kind)| *kind == EntryKind::File).filter_map(|(name, _)| name.into_string().ok());
    names.filter_map(|name| folder.see(&name).ok().map(|seen| (name, seen))).collect()
}

fn remove(folder: &OwnFolder, doomed: impl Fn(&str, &SeenFile) -> bool) {
    let Ok(folder) = folder.open() else { return };
    for (name, file) in listed(&folder) {
        if doomed(&name, &file) {
            // Swept next time, if ever.
            let _ = folder.remove(&name);
        }
    }
}

/// The logs and the values of fingerprints that occur in any record, superseded, damaged and newer ones included:
/// so the text is searched and not decoded. `None` when some record could not be read.
fn referred(folder: &OwnFolder) -> Option<HashSet<String>> {
    let folder = folder.open().ok()?;
    let mut found = HashSet::new();
    for (name, _) in folder.names().ok()? {
        let bytes = folder.read(name.to_str()?, MOST_RECORD).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        for field in ["\"log\":\"", "\"value\":\""] {
            let values = text.split(field).skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(values.filter(|value| !value.is_empty()).map(str::to_owned));
        }
    }
    Some(found)
}
