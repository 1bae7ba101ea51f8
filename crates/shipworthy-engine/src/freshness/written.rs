//! The files outside of the tree that gates wrote: logs, reports, generated sources that git ignores. What a gate wrote
//! counts for the gates that say that they need it, and for no others: they may run before it or beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shipworthy_model::id::GateId;

use crate::evidence::CacheFolder;
use crate::facts::tree::{DiskFiles, FileStamp};

/// The cache in which this is kept. Without it such a file counts as one that a person wrote: gates run once more.
const CACHE: &str = "written.json";

/// The files that gates wrote, each as it was left.
#[derive(Debug, Default)]
pub(crate) struct WrittenFiles {
    cache: CacheFolder,
    files: BTreeMap<String, WrittenFile>,
    changed: bool,
}

/// A file as gates left it.
#[derive(Debug, Serialize, Deserialize)]
struct WrittenFile {
    stamp: FileStamp,
    /// The gates that ran when it was written; nobody knows which of them it was. Those that wrote it before are among them:
    /// what they left may still be in it.
    gates: BTreeSet<GateId>,
}

impl WrittenFiles {
    /// What earlier runs kept.
    pub(crate) fn open(cache: &CacheFolder) -> Self {
        let files =
            cache.read(CACHE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { cache: cache.clone(), files, changed: false }
    }

    /// Keeps what was found out, when there is something new. Harmless when it cannot.
    pub(crate) fn save(&self) {
        if let (true, Ok(bytes)) = (self.changed, serde_json::to_vec(&self.files)) {
            self.cache.keep(CACHE, &bytes);
        }
    }

    /// Is no file known that a gate wrote?
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Notes that one of these gates left a file like this.
    pub(crate) fn note(&mut self, path: &str, stamp: FileStamp, mut gates: BTreeSet<GateId>) {
        gates.extend(self.files.remove(path).into_iter().flat_map(|written| written.gates));
        self.files.insert(path.to_owned(), WrittenFile { stamp, gates });
        self.changed = true;
    }

    /// Forgets the files that are no longer there.
    pub(crate) fn prune(&mut self, disk: &DiskFiles) {
        let before = self.files.len();
        self.files.retain(|path, _| disk.stamp(path).is_some());
        self.changed |= self.files.len() != before;
    }

    /// The files that are as gates left them, none of which is among `needed`.
    pub(crate) fn not_from(&self, needed: &BTreeSet<GateId>, disk: Option<&DiskFiles>) -> BTreeSet<String> {
        let Some(disk) = disk else { return BTreeSet::new() };
        let files = self.files.iter().filter(|(path, written)| {
            written.gates.is_disjoint(needed) && disk.stamp(path) == Some(written.stamp)
        });
        files.map(|(path, _)| path.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_two_gates_wrote_counts_for_who_needs_either() {
        let folder = tempfile::tempdir().unwrap();
        let id = |name: &str| BTreeSet::from([name.parse::<GateId>().unwrap()]);
        let mut written = WrittenFiles::default();
        let mut disk = None;
        for (gate, text) in [("first", "1"), ("second", "22")] {
            crate::sys::files::write_atomic(&folder.path().join("log"), text.as_bytes()).unwrap();
            let now = DiskFiles::read(folder.path(), std::time::SystemTime::UNIX_EPOCH, None);
            written.note("log", now.stamp("log").unwrap(), id(gate));
            disk = Some(now);
        }
        for needed in ["first", "second"] {
            assert!(written.not_from(&id(needed), disk.as_ref()).is_empty(), "{needed}");
        }
        assert_eq!(written.not_from(&id("other"), disk.as_ref()), BTreeSet::from(["log".to_owned()]));
    }
}
