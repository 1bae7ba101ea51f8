//! The first look at the tree and at the evidence, on other threads, while the checklist is still being read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use shipworthy_model::facts::Workspace;
use shipworthy_model::record::Record;
use shipworthy_model::unknown::Unknown;

use crate::evidence::{CacheFolder, EvidenceIndex, RecordName, Store};
use crate::facts::tree::{RememberedTree, TreeMemory};
use crate::facts::workspace;
use crate::sys::worker::{ScopedWorker, Worker};

/// Records that were read and verified already.
pub(crate) type ReadRecords = BTreeMap<RecordName, Record>;

/// The first look at the tree and the evidence, which can be under way while the checklist is still being read.
pub struct TreeReading {
    root: PathBuf,
    seen: Worker<Result<(RememberedTree, EvidenceIndex, ReadRecords), String>>,
}

/// What the first look saw.
pub struct FirstLook {
    pub(super) root: PathBuf,
    pub(super) read: RememberedTree,
    pub(super) index: EvidenceIndex,
    pub(super) records: ReadRecords,
    /// Where what may be deleted at any time is kept.
    pub(super) cache: CacheFolder,
    workspace: Option<Result<Workspace, Unknown>>,
}

impl FirstLook {
    /// The members of the Cargo workspace, or why they cannot be told; asked once.
    pub fn workspace(&mut self) -> &Result<Workspace, Unknown> {
        let (root, tree, cache) = (&self.root, &self.read.tree, &self.cache);
        self.workspace.get_or_insert_with(|| workspace::load(root, tree, cache))
    }
}

impl TreeReading {
    /// Begins to read the tree and the evidence index of the workspace at `root`, on other threads.
    pub fn begin(root: &Path) -> Self {
        Self::read(root, false)
    }

    /// Begins to read as [`TreeReading::begin`] does, and the newest record of every gate as well: each is needed by who
    /// asks what is proven, and git takes its time meanwhile.
    pub fn with_records(root: &Path) -> Self {
        Self::read(root, true)
    }

    fn read(root: &Path, records: bool) -> Self {
        let store = Store::open(root);
        let folder = root.to_owned();
        let cache = store.cache();
        // git and the index are read at the same time: each takes a good part of a whole `status`.
        let seen = Worker::start(move || {
            std::thread::scope(|scope| {
                let index = ScopedWorker::start(scope, || {
                    let index = store.index();
                    let records = if records { store.newest(&index) } else { ReadRecords::new() };
                    (index, records)
                });
                let tree = RememberedTree::read(&folder, TreeMemory::open(&folder, &cache).as_ref())?;
                let (index, records) =
                    index.join().map_err(|_| "could not read the evidence index: its reader crashed")?;
                Ok((tree, index, records))
            })
        });
        Self { root: root.to_owned(), seen }
    }

    /// Waits for the end of the look.
    ///
    /// # Errors
    ///
    /// When the files of the tree cannot be listed at all.
    pub fn finish(self) -> Result<FirstLook, String> {
        let Self { root, seen } = self;
        let crashed = |_| format!("could not look at {}: the look crashed", root.display());
        let (read, mut index, records) = seen.join().map_err(crashed)??;
        if let Some(why) = &read.tree.distrust {
            index.distrust(why.clone());
            index.problem(why.clone());
        }
        // Nothing of such a store is believed.
        let cache =
            if index.distrust.is_some() { CacheFolder::default() } else { Store::open(&root).cache() };
        Ok(FirstLook { root, read, index, records, cache, workspace: None })
    }
}
