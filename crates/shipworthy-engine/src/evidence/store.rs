//! The store on disk: records, their index, and the one order in which they are written.
//!
//! Reading never fails as a whole: what is missing or damaged counts as not there and is reported.

use std::fs;
use std::io::{self, ErrorKind};
use std::mem;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;
use shipworthy_model::record::{RECORD_SCHEMA, Record};

use super::entry::IndexEntry;
use super::error::{RecordError, StoreError};
use super::index::{EvidenceIndex, WINDOW, overrule};
use super::listing::{Found, RecordListing, Stamp};
use super::lock::StoreLock;
use super::name::{MAX_SEQUENCE, RecordName};
use crate::sys::files::{create_folder, rename, sync_folder, try_folder, write_atomic, write_unsynced};

/// The evidence of one workspace, under `.readiness` at its root.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// The name of the folder of raw output, with which the names of logs in records begin.
pub const LOGS: &str = "logs";

impl Store {
    /// The store of the workspace at `root`. Touches nothing; a store that is not there yet reads as an empty one.
    pub fn open(root: &Path) -> Self {
        Self { folder: root.join(".readiness") }
    }

    /// The store's own folder; paths in records are relative to it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of raw output.
    pub fn logs(&self) -> PathBuf {
        self.folder.join(LOGS)
    }

    /// The folder of what may be deleted at any time.
    pub fn cache(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// The folder of stored runs.
    pub fn runs(&self) -> PathBuf {
        self.folder.join("runs")
    }

    pub(super) fn records(&self) -> PathBuf {
        self.folder.join("records")
    }

    pub(super) fn manifests(&self) -> PathBuf {
        self.folder.join("manifests")
    }

    pub(super) fn released(&self) -> PathBuf {
        self.folder.join("released")
    }

    fn index_file(&self) -> PathBuf {
        self.folder.join("index.json")
    }

    /// Makes the folders of the store, and keeps them out of git.
    ///
    /// # Errors
    ///
    /// When they cannot be made: the file system is read-only or full, or something else is in the way.
    pub fn prepare(&self) -> Result<(), StoreError> {
        let make = |path: &Path| create_folder(path).map_err(StoreError::io("create the folder", path));
        make(&self.folder)?;
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            write_atomic(&ignore, b"*\n").map_err(StoreError::io("write", &ignore))?;
        }
        let folders = [self.records(), self.manifests(), self.logs(), self.cache(), self.runs()];
        folders.iter().try_for_each(|path| make(path))
    }

    /// Are the folders of the store there, and kept out of git?
    pub fn is_prepared(&self) -> bool {
        self.folder.join(".gitignore").exists()
    }

    /// When a record was last added, renamed or removed; nothing when there are none.
    pub fn moment(&self) -> Option<SystemTime> {
        fs::metadata(self.records()).and_then(|folder| folder.modified()).ok()
    }

    /// Writes a file to the store and removes it again: folders that are there already say nothing of a full or
    /// read-only disk.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn try_out(&self) -> Result<(), StoreError> {
        // Outside the records folder nobody else removes it before its time.
        let folder = self.logs();
        try_folder(&folder).map_err(StoreError::io("write in the folder", &folder))
    }

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
    ) -> Result<StoreLock, StoreError> {
        StoreLock::wait(&self.folder.join("lock"), waiting, interrupted)
    }

    /// The index of the records: from the index file as far as it agrees with the records folder, from the records
    /// where it does not. Writes nothing.
    pub fn index(&self) -> EvidenceIndex {
        let file = fs::read(self.index_file()).ok();
        let mut index = file.and_then(|bytes| EvidenceIndex::decode(&bytes)).unwrap_or_default();
        if let Err(error) = self.refresh(&mut index) {
            index.problem(format!("{error}; the evidence there counts as not there"));
        }
        index
    }

    /// Reads one record and verifies it, a superseded one too.
    ///
    /// # Errors
    ///
    /// When it is not there, not what was written, or from a newer release.
    pub fn read(&self, name: &RecordName) -> Result<Record, RecordError> {
        match self.read_file(name, &name.file()) {
            Err(RecordError::Missing) => self.read_file(name, &name.superseded_file()),
            read => read,
        }
    }

    fn read_file(&self, name: &RecordName, file: &str) -> Result<Record, RecordError> {
        match fs::read(self.records().join(file)) {
            Ok(bytes) => decode(name, &bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(RecordError::Missing),
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// Keeps a record: gives it its place in the order, writes it, puts aside the passes that it overrules, and
    /// brings the index up to date. Once this returns, the record survives a power cut.
    ///
    /// # Errors
    ///
    /// When it could not be written, or what it overrules could not be put aside. A half-written record never shows.
    pub fn append(
        &self,
        lock: &StoreLock,
        index: &mut EvidenceIndex,
        mut record: Record,
    ) -> Result<RecordName, StoreError> {
        // Another run may have written between the loading of the index and the taking of the lock.
        if index.under != Some(lock.id) {
            self.refresh(index)?;
        }
        // Until all has gone through, what is on disk is in doubt and the next call looks again.
        index.under = None;
        record.schema = RECORD_SCHEMA;
        record.sequence = index.next_sequence();
        let bytes = encode(&record)?;
        let name = RecordName::of(record.gate.clone(), record.sequence, &bytes);
        let path = self.records().join(name.file());
        // Spent even if writing fails halfway: the number must not come twice.
        index.highest = record.sequence;
        write_atomic(&path, &bytes).map_err(StoreError::io("write the evidence record", &path))?;
        let metadata = fs::metadata(&path).map_err(StoreError::io("read back", &path))?;
        index.add(IndexEntry::of(name.clone(), record, false, Stamp::of(&metadata)));
        self.shelve(index)?;
        index.under = Some(lock.id);
        if let Err(error) = self.save(lock, index) {
            // The record is safe and the index can be rebuilt from it: slower, not wrong.
            index.problem(error.to_string());
        }
        Ok(name)
    }

    /// Writes the index. [`Store::append`] does so by itself; this is for one that was rebuilt in a run that had
    /// nothing to record.
    ///
    /// # Errors
    ///
    /// When it could not be written. Nothing is lost by that.
    pub fn save(&self, _lock: &StoreLock, index: &EvidenceIndex) -> Result<(), StoreError> {
        let path = self.index_file();
        let bytes = index.encode().map_err(|error| StoreError::io("write", &path)(error.into()))?;
        // Not synced to disk, unlike a record: what a power cut leaves of it fails its digest and is rebuilt.
        write_unsynced(&path, &bytes).map_err(StoreError::io("replace", &path))
    }

    /// Brings an index into step with the records folder: drops what is gone, reads what is new or was modified.
    fn refresh(&self, index: &mut EvidenceIndex) -> Result<(), StoreError> {
        let mut known = mem::take(&mut index.entries);
        index.problems.clear();
        index.retired.clear();
        let folder = self.records();
        let listing = RecordListing::read(&folder).map_err(StoreError::io("read the folder", &folder))?;
        index.highest = index.highest.max(listing.highest);
        for stranger in &listing.strangers {
            index.problem(format!(
                "`{stranger}` in {} is not an evidence record; move it away",
                folder.display()
            ));
        }
        for (gate, mut found) in listing.gates {
            let old = found.split_off(WINDOW.min(found.len()));
            index.retired.extend(old.into_iter().filter(|found| !found.shelved).map(|found| found.name));
            let mut known = known.remove(&gate).unwrap_or_default();
            let mut entries: Vec<IndexEntry> = found
                .into_iter()
                .filter_map(|found| self.entry(found, &mut known, &mut index.problems))
                .collect();
            overrule(&mut entries);
            if !entries.is_empty() {
                index.entries.insert(gate, entries);
            }
        }
        Ok(())
    }

    /// The entry of a file: the known one when the file is as it was, or from the record.
    fn entry(
        &self,
        found: Found,
        known: &mut Vec<IndexEntry>,
        problems: &mut Vec<String>,
    ) -> Option<IndexEntry> {
        let (read, stamp) = match found.stamp() {
            Ok(stamp) => {
                let same = known.iter().position(|entry| entry.name == found.name && entry.stamp == stamp);
                if let Some(at) = same {
                    let mut entry = known.swap_remove(at);
                    (entry.superseded, entry.shelved) = (found.shelved, found.shelved);
                    return Some(entry);
                }
                let file = if found.shelved { found.name.superseded_file() } else { found.name.file() };
                (self.read_file(&found.name, &file), stamp)
            }
            // Deleted, or put aside by another run, while the folder was being looked at.
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => (Err(unreadable(&error)), Stamp::default()),
        };
        match read {
            Ok(record) => Some(IndexEntry::of(found.name, record, found.shelved, stamp)),
            Err(RecordError::Missing) => None,
            Err(error) => {
                problems.push(format!("evidence record {} {error}", found.name));
                None
            }
        }
    }

    /// Renames what does not count as evidence any more, so that it stays so when newer records are deleted.
    fn shelve(&self, index: &mut EvidenceIndex) -> Result<(), StoreError> {
        let folder = self.records();
        let mut renamed = false;
        let mut shelve = |name: &RecordName| {
            let path = folder.join(name.file());
            match rename(&path, &folder.join(name.superseded_file())) {
                Ok(()) => renamed = true,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::io("put aside the superseded record", &path)(error)),
            }
            Ok(())
        };
        for entry in index.entries.values_mut().flatten().filter(|entry| entry.superseded && !entry.shelved) {
            shelve(&entry.name)?;
            entry.shelved = true;
        }
        while let Some(name) = index.retired.last() {
            shelve(name)?;
            index.retired.pop();
        }
        if renamed {
            sync_folder(&folder).map_err(StoreError::io("sync the folder", &folder))?;
        }
        Ok(())
    }
}

pub(super) fn unreadable(error: &io::Error) -> RecordError {
    RecordError::Corrupt(format!("it cannot be read: {error}"))
}

/// The bytes of a record, proven to be readable again.
fn encode(record: &Record) -> Result<Vec<u8>, StoreError> {
    let unwritable = |why: String| StoreError::Unwritable { gate: record.gate.clone(), why };
    if record.sequence > MAX_SEQUENCE {
        return Err(unwritable("sequence numbers are used up".to_owned()));
    }
    let bytes = serde_json::to_vec(record).map_err(|error| unwritable(error.to_string()))?;
    match serde_json::from_slice::<Record>(&bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unwritable(error.to_string())),
    }
}

/// The fields that every version of the format has; its others are for that version's reader.
#[derive(Deserialize)]
pub(super) struct AnyVersion {
    pub(super) schema: u32,
}

fn decode(name: &RecordName, bytes: &[u8]) -> Result<Record, RecordError> {
    let corrupt = |why: String| Err(RecordError::Corrupt(why));
    if !name.promises(bytes) {
        return corrupt("its content does not match its name".to_owned());
    }
    match serde_json::from_slice::<AnyVersion>(bytes) {
        Ok(any) if any.schema > RECORD_SCHEMA => {
            return Err(RecordError::Newer { schema: any.schema, known: RECORD_SCHEMA });
        }
        Ok(_) => {}
        Err(error) => return corrupt(error.to_string()),
    }
    let record = match serde_json::from_slice::<Record>(bytes) {
        Ok(record) => record,
        Err(error) => return corrupt(error.to_string()),
    };
    if record.gate != *name.gate() || record.sequence != name.sequence() {
        return corrupt(format!("it is record {} of `{}`", record.sequence, record.gate));
    }
    Ok(record)
}
