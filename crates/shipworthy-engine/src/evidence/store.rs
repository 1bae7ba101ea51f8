//! The store on disk: records, their index, and the one order in which they are written.
//!
//! Reading never fails as a whole: what is missing or damaged counts as not there and is reported.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::mem;
use std::path::Path;
use std::thread;

use serde::Deserialize;
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::id::GateId;
use shipworthy_model::record::{RECORD_SCHEMA, Record};

use super::cache::CacheFolder;
use super::entry::IndexEntry;
use super::error::{RecordError, StoreError};
use super::index::{EvidenceIndex, WINDOW, overrule};
use super::index_file;
use super::listing::{RecordFile, RecordListing, Stamp};
use super::lock::StoreLock;
use super::name::{MAX_SEQUENCE, RecordName};
use crate::facts::tree::FileStamp;
use crate::freshness::fingerprint::without_files;
use crate::sys::lease::{Orphans, end_orphans};
use crate::sys::open_folder::OpenFolder;
use crate::sys::own_folder::OwnFolder;
use crate::sys::process::LEASES;
use crate::sys::worker::ScopedWorker;

/// The evidence of one workspace, under `.readiness` at its root.
#[derive(Debug, Clone)]
pub struct Store {
    folder: OwnFolder,
}

/// The name of the folder of the store, at the root of the workspace.
pub(crate) const FOLDER: &str = ".readiness";

const IGNORE: &str = ".gitignore";

/// The size of the largest record that is written or read, in bytes.
pub(super) const MOST_RECORD: u64 = 64 << 20;

/// The fewest records for which a second thread is worth its start.
const WORTH_A_THREAD: usize = 64;

/// The most strange files that are named.
const MOST_STRANGERS: usize = 10;

/// The name of the folder of raw output, with which the names of logs in records begin.
pub const LOGS: &str = "logs";

impl Store {
    /// The store of the workspace at `root`. Touches nothing; a store that is not there yet reads as an empty one.
    pub fn open(root: &Path) -> Self {
        Self { folder: OwnFolder::below(root, FOLDER) }
    }

    /// The store's own folder; paths in records are relative to it.
    pub fn folder(&self) -> &OwnFolder {
        &self.folder
    }

    /// The folder of raw output.
    pub(super) fn logs(&self) -> OwnFolder {
        self.folder.folder(LOGS)
    }

    /// The folder of what may be deleted at any time.
    pub fn cache(&self) -> CacheFolder {
        CacheFolder::of(self.caches())
    }

    pub(super) fn caches(&self) -> OwnFolder {
        self.folder.folder("cache")
    }

    /// The folder of stored runs.
    pub fn runs(&self) -> OwnFolder {
        self.folder.folder("runs")
    }

    /// The folder of what runs now on behalf of a run, so that it can be ended when that was killed.
    pub(crate) fn leases(&self) -> OwnFolder {
        self.folder.folder(LEASES)
    }

    pub(super) fn records(&self) -> OwnFolder {
        self.folder.folder("records")
    }

    pub(super) fn manifests(&self) -> OwnFolder {
        self.folder.folder("manifests")
    }

    pub(super) fn released(&self) -> OwnFolder {
        self.folder.folder("released")
    }

    /// Makes the folders of the store, and keeps them out of git.
    ///
    /// # Errors
    ///
    /// When they cannot be made: the file system is read-only or full, or something else is in the way.
    pub fn prepare(&self) -> Result<(), StoreError> {
        let made = self.folder.make().map_err(StoreError::io("create the folder", &self.folder.path()))?;
        if let Some(foreign) = self.folder.foreign().into_iter().next() {
            return Err(StoreError::Foreign(foreign));
        }
        if !made.has(IGNORE) {
            made.write(IGNORE, b"*\n").map_err(StoreError::io("write", &made.path().join(IGNORE)))?;
        }
        let folders = [self.records(), self.manifests(), self.logs(), self.caches(), self.runs()];
        folders.iter().try_for_each(|folder| {
            folder.make().map(drop).map_err(StoreError::io("create the folder", &folder.path()))
        })
    }

    /// Are the folders of the store there, and kept out of git?
    pub fn is_prepared(&self) -> bool {
        self.folder.open().is_ok_and(|folder| folder.has(IGNORE))
    }

    /// Writes a file to the store and removes it again: folders that are there already say nothing of a full or
    /// read-only disk. Without effect when there is no store yet.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or something stands in the store that does not belong there.
    pub fn try_out(&self) -> Result<(), StoreError> {
        if let Some(foreign) = self.folder.foreign().into_iter().next() {
            return Err(StoreError::Foreign(foreign));
        }
        match self.folder.open() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            opened => opened
                .and_then(|folder| folder.try_out())
                .map_err(StoreError::io("write in the folder", &self.folder.path())),
        }
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
        StoreLock::wait(&self.folder, "lock", waiting, interrupted)
    }

    /// Ends what still runs of the steps of a run that was killed, before anybody looks at the tree that it could change.
    ///
    /// # Errors
    ///
    /// When something of it could not be ended, or nobody knows whether there is any.
    pub fn end_orphans(&self, _: &StoreLock) -> Result<Vec<Orphans>, StoreError> {
        let leases = self.leases();
        let orphans =
            end_orphans(&leases).map_err(StoreError::io("look through the folder", &leases.path()))?;
        match orphans.iter().find(|orphans| orphans.left) {
            Some(left) => Err(StoreError::Orphans(left.clone())),
            None => Ok(orphans),
        }
    }

    /// The index of the records: from the index files as far as they agree with the records folder, from the records
    /// where it does not. Writes nothing.
    pub fn index(&self) -> EvidenceIndex {
        let foreign = self.folder.foreign();
        if let Some(first) = foreign.first() {
            let mut index = EvidenceIndex::default();
            index.distrust(format!("no evidence counts: {}", StoreError::Foreign(first.clone())));
            foreign.into_iter().for_each(|foreign| index.problem(StoreError::Foreign(foreign).to_string()));
            return index;
        }
        let mut index = self.folder.open().map(|folder| index_file::read(&folder)).unwrap_or_default();
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
        let folder = match self.records().open() {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(RecordError::Missing),
            Err(error) => return Err(unreadable(&error)),
        };
        match read_file(&folder, name, &name.file()) {
            Err(RecordError::Missing) => read_file(&folder, name, &name.superseded_file()),
            read => read,
        }
    }

    /// The newest evidence of every gate, read and verified, as far as it can be and is not `known` already.
    pub(crate) fn newest(
        &self,
        index: &EvidenceIndex,
        known: impl Fn(&IndexEntry) -> bool,
    ) -> BTreeMap<RecordName, Record> {
        let Ok(folder) = self.records().open() else { return BTreeMap::new() };
        let newest = index.entries.keys().filter_map(|gate| index.newest(gate));
        let newest: Vec<&IndexEntry> = newest.filter(|entry| !known(entry)).collect();
        let read = |entry: &&IndexEntry| {
            Some((entry.name.clone(), read_file(&folder, &entry.name, &entry.name.file()).ok()?))
        };
        let all = |entries: &[&IndexEntry]| entries.iter().filter_map(read).collect::<Vec<_>>();
        if newest.len() < WORTH_A_THREAD {
            return all(&newest).into_iter().collect();
        }
        let (one, other) = newest.split_at(newest.len() / 2);
        thread::scope(|scope| {
            let half = ScopedWorker::start(scope, || all(one));
            let rest = all(other);
            // A record that was lost with its thread is read once more when somebody asks for it.
            half.join().unwrap_or_default().into_iter().chain(rest).collect()
        })
    }

    /// Keeps a record: gives it its place in the order, writes it, puts aside the passes that it overrules, and
    /// brings the index up to date, which [`Store::save`] writes down once for any number of records. Once this returns,
    /// the record survives a power cut.
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
        let records = self.records();
        let folder = records.open().map_err(StoreError::io("open the folder", &records.path()))?;
        let path = folder.path().join(name.file());
        // Spent even if writing fails halfway: the number must not come twice.
        index.highest = record.sequence;
        folder.write(&name.file(), &bytes).map_err(StoreError::io("write the evidence record", &path))?;
        let seen = folder.see(&name.file()).map_err(StoreError::io("read back", &path))?;
        index.add(IndexEntry::of(name.clone(), record, false, Some(seen)), &|pass, other| {
            are_apart(&folder, pass, other)
        });
        shelve(&folder, index)?;
        index.under = Some(lock.id);
        Ok(name)
    }

    /// Writes down what the index has learned, after one record or many.
    ///
    /// # Errors
    ///
    /// When it could not be written. Nothing is lost by that.
    pub fn save(&self, _lock: &StoreLock, index: &mut EvidenceIndex) -> Result<(), StoreError> {
        let written = self.folder.open().and_then(|folder| index_file::write(&folder, index));
        written.map_err(StoreError::io("write the index in", &self.folder.path()))
    }

    /// Puts aside the passes of a gate that a result would have overruled whose record could not be kept: those with this
    /// fingerprint, or all of them where it is not known. It needs no space on the disk.
    ///
    /// # Errors
    ///
    /// When a pass could neither be put aside nor removed.
    pub fn put_aside(
        &self,
        lock: &StoreLock,
        index: &mut EvidenceIndex,
        gate: &GateId,
        fingerprint: Option<&Fingerprint>,
    ) -> Result<(), StoreError> {
        if index.under != Some(lock.id) {
            self.refresh(index)?;
        }
        let records = self.records();
        let folder = records.open().map_err(StoreError::io("open the folder", &records.path()))?;
        let entries = index.entries.get_mut(gate).into_iter().flatten();
        let keys = fingerprint.map(|now| [now.key.clone(), without_files(now).key]);
        let overruled = entries.filter(|entry| {
            entry.passed()
                && !entry.shelved
                && keys.as_ref().is_none_or(|keys| keys.contains(&entry.fingerprint_key))
        });
        for entry in overruled {
            let (file, aside) = (entry.name.file(), entry.name.superseded_file());
            match folder.rename(&file, &aside).or_else(|_| folder.remove(&file)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    let path = folder.path().join(&file);
                    return Err(StoreError::io("put aside the older pass", &path)(error));
                }
                _ => (entry.superseded, entry.shelved) = (true, true),
            }
        }
        // The renames are done; on a full disk they may not be on it yet, and nothing more can be done.
        drop(folder.sync());
        Ok(())
    }

    /// Brings an index into step with the records folder: drops what is gone, reads what is new or was modified.
    fn refresh(&self, index: &mut EvidenceIndex) -> Result<(), StoreError> {
        let mut known = mem::take(&mut index.entries);
        index.problems.clear();
        index.retired.clear();
        let records = self.records();
        let path = records.path();
        let failed = || StoreError::io("read the folder", &path);
        let folder = match records.open() {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(());
            }
            Err(error) => return Err(failed()(error)),
        };
        let listing = RecordListing::read(&folder).map_err(failed())?;
        index.highest = index.highest.max(listing.highest);
        for stranger in listing.strangers.iter().take(MOST_STRANGERS) {
            index.problem(format!(
                "`{stranger}` in {} is not an evidence record; move it away",
                folder.path().display()
            ));
        }
        if let Some(more) = listing.strangers.len().checked_sub(MOST_STRANGERS).filter(|more| *more > 0) {
            index.problem(format!("and {more} more strange files are in {}", folder.path().display()));
        }
        for (gate, mut found) in listing.gates {
            let old = found.split_off(WINDOW.min(found.len()));
            index.retired.extend(old.into_iter().filter(|found| !found.shelved).map(|found| found.name));
            let mut known = known.remove(&gate).unwrap_or_default();
            let mut entries = Vec::new();
            for found in found {
                let old = history(&mut known, &found, &entries);
                entries.extend(old.or_else(|| entry(&folder, found, &mut known, &mut index.problems)));
            }
            overrule(&mut entries, &|pass, other| are_apart(&folder, pass, other));
            if !entries.is_empty() {
                index.entries.insert(gate, entries);
            }
        }
        Ok(())
    }
}

/// The known entry of a file that newer evidence makes history: nobody is given an older record before one that was made of
/// the same. It is not held against its file. Whoever goes by it all the same reads that, and what is not what its name
/// promises is no record.
fn history(known: &mut Vec<IndexEntry>, found: &RecordFile, newer: &[IndexEntry]) -> Option<IndexEntry> {
    let at = known.iter().position(|entry| entry.name == found.name)?;
    let key = &known[at].fingerprint_key;
    newer.iter().any(|entry| !entry.shelved && entry.fingerprint_key == *key).then(|| take(known, at, found))
}

/// Takes a known entry for a file. The newest come first, here and in the folder.
fn take(known: &mut Vec<IndexEntry>, at: usize, found: &RecordFile) -> IndexEntry {
    IndexEntry { superseded: found.shelved, shelved: found.shelved, ..known.remove(at) }
}

/// The entry of a file: the known one when the file is as it was, or from the record.
fn entry(
    folder: &OpenFolder,
    found: RecordFile,
    known: &mut Vec<IndexEntry>,
    problems: &mut Vec<String>,
) -> Option<IndexEntry> {
    let file = if found.shelved { found.name.superseded_file() } else { found.name.file() };
    let (read, seen) = match folder.see(&file) {
        Ok(seen) => {
            let stamp = Stamp::of(seen);
            let same = known.iter().position(|entry| entry.name == found.name && entry.stamp == stamp);
            if let Some(at) = same {
                return Some(IndexEntry { seen: FileStamp::of_seen(&seen), ..take(known, at, &found) });
            }
            (read_file(folder, &found.name, &file), Some(seen))
        }
        // Deleted, or put aside by another run, while the folder was being looked at.
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => (Err(unreadable(&error)), None),
    };
    match read {
        Ok(record) => Some(IndexEntry::of(found.name, record, found.shelved, seen)),
        Err(RecordError::Missing) => None,
        Err(error) => {
            problems.push(format!("evidence record {} {error}", found.name));
            None
        }
    }
}

/// Was something that a pass is bound to another thing when the other record was taken? When that cannot be told, it was not,
/// and the pass is overruled.
fn are_apart(folder: &OpenFolder, pass: &RecordName, other: &RecordName) -> bool {
    let read = |name: &RecordName| {
        let there = read_file(folder, name, &name.file());
        there.or_else(|_| read_file(folder, name, &name.superseded_file())).ok()
    };
    let Some(pass) = read(pass).filter(|record| !record.observed.is_empty()) else { return false };
    let Some(other) = read(other) else { return false };
    let then: BTreeMap<_, _> = other.observed.iter().map(|input| (&input.subject, &input.value)).collect();
    pass.observed.iter().any(|input| then.get(&input.subject).is_some_and(|value| **value != input.value))
}

/// Renames what does not count as evidence any more, so that it stays so when newer records are deleted.
fn shelve(folder: &OpenFolder, index: &mut EvidenceIndex) -> Result<(), StoreError> {
    let mut renamed = false;
    let mut shelve = |name: &RecordName| {
        match folder.rename(&name.file(), &name.superseded_file()) {
            Ok(()) => renamed = true,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                let path = folder.path().join(name.file());
                return Err(StoreError::io("put aside the superseded record", &path)(error));
            }
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
        folder.sync().map_err(StoreError::io("sync the folder", folder.path()))?;
    }
    Ok(())
}

fn read_file(folder: &OpenFolder, name: &RecordName, file: &str) -> Result<Record, RecordError> {
    match folder.read(file, MOST_RECORD) {
        Ok(bytes) => decode(name, &bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(RecordError::Missing),
        Err(error) => Err(unreadable(&error)),
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
    if bytes.len() as u64 > MOST_RECORD {
        return Err(unwritable(format!("it would be larger than {} MiB", MOST_RECORD >> 20)));
    }
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
    let newer = |schema| Err(RecordError::Newer { schema, known: RECORD_SCHEMA });
    let record = match serde_json::from_slice::<Record>(bytes) {
        Ok(record) if record.schema > RECORD_SCHEMA => return newer(record.schema),
        Ok(record) => record,
        // One of a newer release may look otherwise.
        Err(error) => match serde_json::from_slice::<AnyVersion>(bytes) {
            Ok(any) if any.schema > RECORD_SCHEMA => return newer(any.schema),
            _ => return corrupt(error.to_string()),
        },
    };
    if record.gate != *name.gate() || record.sequence != name.sequence() {
        return corrupt(format!("it is record {} of `{}`", record.sequence, record.gate));
    }
    Ok(record)
}
