//! A session: one look at the tree, the workspace, the tools and the evidence, shared by all gates of one command.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use shipworthy_model::as_of::AsOf;
use shipworthy_model::basis::{AnswerGround, Basis};
use shipworthy_model::checklist::{Checklist, Gate};
use shipworthy_model::facts::{Facts, Tool, Workspace};
use shipworthy_model::fingerprint::{Fingerprint, Part};
use shipworthy_model::glob::Glob;
use shipworthy_model::id::GateId;
use shipworthy_model::kind::{Kind, Need};
use shipworthy_model::record::Record;
use shipworthy_model::release::Releases;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::{
    CacheFolder, EvidenceIndex, RecordError, RecordName, SharedPasses, Store, StoreError, StoreLock,
};
use crate::facts::git::{RepositoryRef, folder_below_top, tree_of};
use crate::facts::help::{self, CargoHelp};
use crate::facts::tools::InstalledTools;
use crate::facts::tree::{RememberedTree, Tree, TreeMemory};
use crate::freshness::built::BuiltUnits;
use crate::freshness::observed::ObservedValues;
use crate::freshness::scope::InputScopes;
use crate::freshness::written::WrittenFiles;
use crate::run::answered_gate::AnsweredGate;
use crate::run::judged::JudgedRecords;
use crate::run::tree_reading::{FirstLook, ReadRecords, members};
use crate::sys::clock;
use crate::sys::files::sha256_hex;

/// One look at the workspace: the tree, its members, the tools and the evidence, shared by all gates of a command.
pub struct Session<'a> {
    /// The folder of the workspace, where the checklist lies.
    pub root: PathBuf,
    /// The checklist that the command was called for.
    pub checklist: &'a Checklist,
    /// The kinds that the checklist may name.
    pub kinds: &'a [&'static Kind],
    /// Those of them that come with this program.
    pub(super) built_in: &'a [&'static Kind],
    /// The files of the tree, with their digests.
    pub tree: Arc<Tree>,
    /// The memory of the tree, so that the next look may be short.
    pub(crate) memory: Option<Arc<TreeMemory>>,
    /// The main branches and the tags of the repository; none where git cannot tell.
    pub refs: Vec<RepositoryRef>,
    /// The files outside of the tree that gates wrote.
    pub(crate) written: WrittenFiles,
    /// The members of the Cargo workspace, or why they cannot be told.
    pub workspace: Result<Workspace, Unknown>,
    /// The store of the workspace's evidence.
    pub store: Store,
    /// The records of the store, in short.
    pub index: EvidenceIndex,
    /// The releases on record, as far as the store tells.
    pub releases: Releases,
    cache: CacheFolder,
    /// What all answers of this session stand on.
    pub ground: AnswerGround,
    /// What the gates that sign-offs answer asked for in the commits that those name.
    pub answered: BTreeMap<GateId, AnsweredGate>,
    /// Reasons why no answer of this session can be GO, whatever its gates say.
    pub doubts: Vec<String>,
    records: ReadRecords,
    /// The records that were judged again before.
    pub(super) judged: JudgedRecords,
    /// What workspaces of this user share, where the policy says so.
    pub(super) shared: Option<SharedPasses>,
    tools: RefCell<InstalledTools>,
    pub(super) scopes: RefCell<InputScopes>,
    tree_id: OnceLock<Option<String>>,
    folder: OnceLock<String>,
    pub(crate) values: Arc<ObservedValues>,
    pub(crate) built: Arc<BuiltUnits>,
}

impl<'a> Session<'a> {
    /// Looks at everything else, after the first look. Of the `kinds` that there are, those in `built_in` come with this program.
    pub fn open(
        mut look: FirstLook,
        checklist: &'a Checklist,
        kinds: &'a [&'static Kind],
        built_in: &'a [&'static Kind],
    ) -> Self {
        let workspace = look.workspace().clone();
        let FirstLook {
            root,
            read: RememberedTree { tree, memory },
            refs,
            index,
            records,
            judged,
            cache,
            tools,
            ..
        } = look;
        let store = Store::open(&root);
        let releases = match &index.distrust {
            None => store.releases(),
            // Nothing of such a store is believed, be it that there was no release.
            Some(_) => Releases { unread: vec!["an unknown version".to_owned()], ..Releases::default() },
        };
        let policy = serde_json::to_vec(&checklist.policy).unwrap_or_default();
        let basis = Basis {
            checklist: checklist.digest.clone(),
            policy: sha256_hex(&policy),
            clock: clock::source(),
        };
        let scopes = InputScopes::new(&root, &tree, workspace.as_ref().ok(), &cache);
        let written = WrittenFiles::open(&cache);
        let built = Arc::new(BuiltUnits::open(&cache));
        let mut session = Self {
            values: Arc::default(),
            built,
            root,
            checklist,
            kinds,
            built_in,
            tree,
            memory,
            refs,
            written,
            workspace,
            store,
            index,
            releases,
            cache,
            answered: BTreeMap::new(),
            doubts: basis.clock.doubt().into_iter().collect(),
            ground: AnswerGround::of(checklist, basis, std::env::consts::OS),
            records,
            judged,
            tools: RefCell::new(tools),
            scopes: RefCell::new(scopes),
            tree_id: OnceLock::new(),
            folder: OnceLock::new(),
            shared: None,
        };
        session.open_shared();
        session
    }

    /// The kind of a gate's check. A checklist that was read without problems names only kinds that exist.
    pub fn kind(&self, gate: &Gate) -> Result<&'static Kind, Unknown> {
        let found = self.kinds.iter().find(|kind| kind.schema.id == gate.check.kind);
        found.copied().ok_or_else(|| {
            Unknown::new(Reason::CouldNotLook, format!("there is no check kind `{}`", gate.check.kind))
        })
    }

    /// The program named `name`, when it is on this machine.
    pub fn tool(&self, name: &str) -> Option<Tool> {
        self.tools.borrow_mut().find(name)
    }

    /// The program named `name`, taken from this toolchain of rustup's where one is named.
    ///
    /// # Errors
    ///
    /// When it is not on this machine, and what to type.
    pub(crate) fn tool_of(&self, name: &str, toolchain: Option<&str>) -> Result<Tool, Unknown> {
        self.tools.borrow_mut().look_up(name, toolchain)
    }

    /// The subcommands that cargo has by itself, when it can be asked.
    pub(crate) fn own_subcommands(&self) -> Option<BTreeSet<String>> {
        self.tools.borrow_mut().own_subcommands()
    }

    /// The help of cargo, and that of these subcommands.
    pub fn cargo_help(&self, wanted: &BTreeSet<String>) -> CargoHelp {
        help::cargo(&mut self.tools.borrow_mut(), &self.root, &self.cache, wanted)
    }

    /// The facts that a check of this kind may know before it says which steps it needs.
    pub fn facts(&self, kind: &Kind) -> Facts {
        let mut facts = Facts::default();
        facts.workspace = self.workspace.as_ref().ok().cloned();
        self.folder_in_repository().clone_into(&mut facts.folder_in_repository);
        for need in kind.needs {
            if let Need::Tool(name) | Need::Optional(name) = need
                && let Some(tool) = self.tool(name)
            {
                facts.tools.insert((*name).to_owned(), tool);
            }
        }
        facts
    }

    /// The folder of the root within its git repository; empty at the top of one, and without git.
    pub(super) fn folder_in_repository(&self) -> &str {
        self.folder.get_or_init(|| {
            // A folder that the repository around it ignores is none of its folders.
            self.tree.git.as_ref().map(|_| folder_below_top(&self.root)).unwrap_or_default()
        })
    }

    /// The tree with the files of members that it does not hold: ignored, in a submodule, or outside.
    pub(crate) fn tree_with_members(&self) -> Arc<Tree> {
        let beside = self.scopes.borrow().members_beside(&self.tree);
        if beside.is_empty() {
            return Arc::clone(&self.tree);
        }
        let mut tree = Tree::clone(&self.tree);
        tree.files.extend(beside);
        tree.files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        tree.files.dedup_by(|one, other| one.path == other.path);
        Arc::new(tree)
    }

    /// Were the files of the record read by git, and cannot be now? Then their digests are of another form, and that they differ
    /// says nothing about the files.
    pub fn reads_otherwise(&self, record: &Record) -> bool {
        record.commit.is_some() && self.tree.git.is_none()
    }

    /// The git tree of the commit checked out. Asked of git once, and only when somebody wants to know.
    pub fn tree_id(&self) -> Option<String> {
        let head = self.tree.git.as_ref()?;
        self.tree_id.get_or_init(|| tree_of(&self.root, head.commit.as_deref()?)).clone()
    }

    /// The time and the releases that a judgement is made as of.
    pub fn as_of(&self) -> AsOf<'_> {
        AsOf { now: clock::now(), releases: &self.releases, doubts: &self.doubts }
    }

    /// The tree of the session, with the memory of it.
    pub(crate) fn remembered(&self) -> RememberedTree {
        RememberedTree { tree: Arc::clone(&self.tree), memory: self.memory.clone() }
    }

    /// Takes a tree that was read later in place of the one in the session.
    pub(crate) fn adopt(&mut self, RememberedTree { tree, memory }: RememberedTree) {
        self.memory = memory;
        if let Some(disk) = &tree.disk {
            self.written.prune(disk);
        }
        self.workspace = members(&self.root, &tree, &self.cache, self.tools.get_mut());
        self.scopes =
            RefCell::new(InputScopes::new(&self.root, &tree, self.workspace.as_ref().ok(), &self.cache));
        self.tree = tree;
        self.tree_id = OnceLock::new();
    }

    /// A record, verified.
    ///
    /// # Errors
    ///
    /// When it is not there, not what was written, or from a newer release.
    pub(crate) fn record(&self, name: &RecordName) -> Result<Cow<'_, Record>, RecordError> {
        match self.records.get(name) {
            Some(record) => Ok(Cow::Borrowed(record)),
            None => self.store.read(name).map(Cow::Owned),
        }
    }

    /// Keeps the record of a gate's run in the store.
    pub(crate) fn append(&mut self, lock: &StoreLock, record: Record) -> Result<RecordName, StoreError> {
        let copy = self.shared.is_some().then(|| record.clone());
        let name = self.store.append(lock, &mut self.index, record)?;
        if let Some(record) = copy {
            self.share(&record);
        }
        Ok(name)
    }

    /// Writes the index down. Without it the next command reads the records: slower, not wrong.
    pub(crate) fn save_index(&mut self, lock: &StoreLock) {
        if let Err(error) = self.store.save(lock, &mut self.index) {
            self.index.problem(error.to_string());
        }
    }

    /// Puts aside the passes of a gate that a result overrules which could not be kept.
    pub(crate) fn put_aside(
        &mut self,
        lock: &StoreLock,
        gate: &GateId,
        fingerprint: Option<&Fingerprint>,
    ) -> Result<(), StoreError> {
        self.store.put_aside(lock, &mut self.index, gate, fingerprint)
    }

    /// The files behind one part of a fingerprint of now: each path with its digest.
    pub fn manifest(&self, part: &Part) -> Option<Vec<(String, String)>> {
        self.scopes.borrow().manifest(&self.tree, part)
    }

    /// Is there a file that a glob or a path of a checklist means?
    pub fn matches(&self, text: &str) -> bool {
        let Ok(glob) = Glob::new(text) else { return false };
        match glob.literal() {
            // What git ignores counts when it is named by itself.
            Some(path) => {
                !self.tree.under(path).is_empty() || self.root.join(path).symlink_metadata().is_ok()
            }
            None => self.tree.matching(&glob).next().is_some(),
        }
    }

    /// Is there a file that a glob or a path means, of the tree or beside it?
    pub fn matches_on_disk(&self, text: &str) -> bool {
        let Ok(glob) = Glob::new(text) else { return false };
        self.matches(text)
            || self.tree.disk.iter().flat_map(|disk| disk.paths()).any(|path| glob.covers(path))
    }

    /// Ends the session without freeing it. The process is about to end, and giving back the memory of every file and
    /// record one by one takes a good part of what a whole `status` takes.
    pub fn leave(self) {
        std::mem::forget(self);
    }

    /// Keeps what was found out about tools and sources for the next command. Harmless when it cannot.
    pub fn save_caches(&self) {
        // A command that only looks leaves no trace in a workspace that keeps no evidence yet.
        if self.index.distrust.is_some() || !self.store.is_prepared() {
            return;
        }
        self.tools.borrow().save();
        self.scopes.borrow().save();
        self.written.save();
        self.judged.save(&self.cache, &self.index);
        if let Some(memory) = &self.memory {
            memory.save(&self.cache);
        }
    }
}
