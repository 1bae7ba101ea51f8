//! What lies in the records folder, by name alone: one pass over the folder, no file is opened.

use std::collections::BTreeMap;
use std::io;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use shipworthy_model::id::GateId;

use super::name::RecordName;
use crate::sys::files::UNFINISHED;
use crate::sys::open_folder::{OpenFolder, SeenFile};

/// The file that a record was read from, as far as a look at the folder tells. When it differs, the record is read
/// and verified again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    len: u64,
    mtime_ns: u64,
}

impl Stamp {
    pub(super) fn of(seen: SeenFile) -> Self {
        let nanoseconds = seen.modified.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Self { len: seen.len, mtime_ns: u64::try_from(nanoseconds).unwrap_or(u64::MAX) }
    }
}

/// One file of the records folder.
#[derive(Debug)]
pub(super) struct RecordFile {
    pub(super) name: RecordName,
    pub(super) shelved: bool,
}

/// The records folder, by the names of its files.
#[derive(Debug, Default)]
pub(super) struct RecordListing {
    /// The files of each gate, the newest first.
    pub(super) gates: BTreeMap<GateId, Vec<RecordFile>>,
    /// The largest sequence number among the names.
    pub(super) highest: u64,
    /// Names that no record has, sorted.
    pub(super) strangers: Vec<String>,
}

impl RecordListing {
    /// Reads the names in a folder.
    pub(super) fn read(folder: &OpenFolder) -> io::Result<Self> {
        let mut listing = Self::default();
        for (name, _) in folder.names()? {
            listing.add(&name.to_string_lossy());
        }
        for found in listing.gates.values_mut() {
            // A copy restored beside its superseded self does not count again, so that one comes first and stays.
            found.sort_unstable_by(|a, b| (&b.name, b.shelved).cmp(&(&a.name, a.shelved)));
            found.dedup_by(|a, b| a.name == b.name);
        }
        listing.strangers.sort_unstable();
        Ok(listing)
    }

    fn add(&mut self, text: &str) {
        if text.starts_with(UNFINISHED) {
            return;
        }
        let Some((name, shelved)) = RecordName::from_file(text) else {
            self.strangers.push(text.to_owned());
            return;
        };
        self.highest = self.highest.max(name.sequence());
        let found = RecordFile { name, shelved };
        match self.gates.get_mut(found.name.gate()) {
            Some(others) => others.push(found),
            None => {
                self.gates.insert(found.name.gate().clone(), vec![found]);
            }
        }
    }
}
