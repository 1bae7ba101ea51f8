//! The first look at the tree and at the evidence, on other threads, while the checklist is still being read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use shipworthy_model::facts::Workspace;
use shipworthy_model::record::Record;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::{CacheFolder, EvidenceIndex, RecordName, Store};
use crate::facts::git::{self, RepositoryRef};
use crate::facts::tools::InstalledTools;
use crate::facts::tree::{LookStart, RememberedTree, Tree, TreeMemory};
use crate::facts::{between, workspace};
use crate::run::judged::JudgedRecords;
use crate::sys::worker::{ScopedWorker, Worker};

/// Records that were read and verified already.
pub(crate) type ReadRecords = BTreeMap<RecordName, Record>;

/// The first look at the tree and the evidence, which can be under way while the checklist is still being read.
pub struct TreeReading {
    root: PathBuf,
    seen: Worker<Result<FirstLook, String>>,
}

/// What the first look saw.
pub struct FirstLook {
    pub(super) root: PathBuf,
    pub(super) read: RememberedTree,
    /// The main branches and the tags; none where git cannot tell.
    pub(super) refs: Vec<RepositoryRef>,
    pub(super) index: EvidenceIndex,
    pub(super) records: ReadRecords,
    pub(super) judged: JudgedRecords,
    /// Where what may be deleted at any time is kept.
    pub(super) cache: CacheFolder,
    /// What is known of the programs on this machine.
    pub(super) tools: InstalledTools,
    workspace: Option<Result<Workspace, Unknown>>,
}

impl FirstLook {
    /// The members of the Cargo workspace, or why they cannot be told; asked once.
    pub fn workspace(&mut self) -> &Result<Workspace, Unknown> {
        let (root, tree, cache) = (&self.root, &self.read.tree, &self.cache);
        self.workspace.get_or_insert_with(|| members(root, tree, cache, &mut self.tools))
    }
}

/// The members of the workspace. An answer that was kept says nothing of whether cargo can be run now.
pub(super) fn members(
    root: &Path,
    tree: &Tree,
    cache: &CacheFolder,
    tools: &mut InstalledTools,
) -> Result<Workspace, Unknown> {
    match (workspace::load(root, tree, cache), tools.look_up("cargo", None)) {
        (Err(why), _) if why.reason == Reason::ToolMissing => Err(why),
        (_, Err(missing)) => Err(missing),
        (loaded, Ok(_)) => loaded.map(|mut workspace| {
            let rustc = tools.find("rustc").and_then(|tool| tool.version).unwrap_or_default();
            let host = rustc.lines().find_map(|line| line.strip_prefix("host: "));
            workspace.system = tools.system();
            workspace.settings = between::settings(root, &workspace.system, host.unwrap_or_default());
            workspace
        }),
    }
}

impl TreeReading {
    /// Begins to read the tree and the evidence index of the workspace at `root`, on other threads.
    pub fn begin(root: &Path) -> Self {
        Self::read(root, false)
    }

    /// Begins to read as [`TreeReading::begin`] does, and the newest record of every gate and the refs of the repository as
    /// well: who asks what is proven needs them.
    pub fn with_records(root: &Path) -> Self {
        Self::read(root, true)
    }

    fn read(root: &Path, everything: bool) -> Self {
        let store = Store::open(root);
        let folder = root.to_owned();
        let cache = store.cache();
        // git and the index are read at the same time: each takes a good part of a whole `status`.
        let seen = Worker::start(move || {
            std::thread::scope(|scope| {
                let index = ScopedWorker::start(scope, || {
                    let judged = JudgedRecords::open(&cache);
                    let index = store.index();
                    let records = match everything {
                        true => store.newest(&index, |entry| judged.of(entry).is_some()),
                        false => ReadRecords::new(),
                    };
                    (index, records, judged)
                });
                let before = TreeMemory::open(&folder, &cache);
                let start = LookStart::now(&folder);
                let remembered = start.refs(before.as_ref());
                // Only what is not remembered is asked of git, while the files are looked at.
                let asks = everything && remembered.is_none();
                let asked = asks.then(|| ScopedWorker::start(scope, || git::refs(&folder)));
                let read = RememberedTree::go_on(start, &folder, before.as_ref())?;
                let told = asked.and_then(|asked| asked.join().ok()?.ok());
                if let (Some(refs), Some(memory)) = (&told, &read.memory) {
                    memory.remember_refs(refs);
                }
                let refs = remembered.or(told).unwrap_or_default();
                let (mut index, records, judged) =
                    index.join().map_err(|_| "could not read the evidence index: its reader crashed")?;
                if let Some(why) = &read.tree.distrust {
                    index.distrust(why.clone());
                    index.problem(why.clone());
                }
                // Nothing of such a store is believed.
                let cache = if index.distrust.is_some() { CacheFolder::default() } else { cache.clone() };
                let tools = InstalledTools::open(&folder, &cache);
                let root = folder.clone();
                Ok(FirstLook { root, read, refs, index, records, judged, cache, tools, workspace: None })
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
        seen.join().map_err(crashed)?
    }
}
