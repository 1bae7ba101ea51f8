//! What lies in the records folder, by name alone: one pass over the folder, no file is opened.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use shipworthy_model::id::GateId;

use super::name::RecordName;
use crate::sys::files::UNFINISHED;

/// The file that a record was read from, as far as a look at the folder tells. When it differs, the record is read
/// and verified again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    len: u64,
    mtime_ns: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanoseconds = since.map_or(0, |since| since.as_nanos());
        Self { len: metadata.len(), mtime_ns: u64::try_from(nanoseconds).unwrap_or(u64::MAX) }
    }
}

/// One file of the records folder.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: RecordName,
    pub(super) shelved: bool,
    file: DirEntry,
}

impl Found {
    pub(super) fn stamp(&self) -> io::Result<Stamp> {
        let metadata = self.file.metadata()?;
        if metadata.is_file() {
            Ok(Stamp::of(&metadata))
        } else {
            Err(io::Error::other("not a regular file"))
        }
    }
}

/// The records folder, by the names of its files.
#[derive(Debug, Default)]
pub(super) struct RecordListing {
    /// The files of each gate, the newest first.
    pub(super) gates: BTreeMap<GateId, Vec<Found>>,
    /// The largest sequence number among the names.
    pub(super) highest: u64,
    /// Names that no record has, sorted.
    pub(super) strangers: Vec<String>,
}

impl RecordListing {
    /// Reads the names in a folder. A folder that is not there is an empty one.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let mut listing = Self::default();
        let files = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(listing),
            files => files?,
        };
        for file in files {
            listing.add(file?);
        }
        for found in listing.gates.values_mut() {
            // A copy restored beside its superseded self does not count again, so that one comes first and stays.
            found.sort_unstable_by(|a, b| (&b.name, b.shelved).cmp(&(&a.name, a.shelved)));
            found.dedup_by(|a, b| a.name == b.name);
        }
        listing.strangers.sort_unstable();
        Ok(listing)
    }

    fn add(&mut self, file: DirEntry) {
        let text = file.file_name();
        let text = text.to_string_lossy();
        if text.starts_with(UNFINISHED) {
            return;
        }
        let Some((name, shelved)) = RecordName::from_file(&text) else {
            self.strangers.push(text.into_owned());
            return;
        };
        self.highest = self.highest.max(name.sequence());
        let found = Found { name, shelved, file };
        match self.gates.get_mut(found.name.gate()) {
            Some(others) => others.push(found),
            None => {
                self.gates.insert(found.name.gate().clone(), vec![found]);
            }
        }
    }
}
