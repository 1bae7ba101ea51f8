//! A session: one look at the tree, the workspace, the tools and the evidence, shared by all gates of one command.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use shipworthy_kinds::glob::Glob;
use shipworthy_kinds::kind::{Kind, Need, Scope};
use shipworthy_model::as_of::AsOf;
use shipworthy_model::basis::{AnswerGround, Basis, ClockSource};
use shipworthy_model::checklist::{Checklist, Gate};
use shipworthy_model::facts::{Facts, Tool, Workspace};
use shipworthy_model::fingerprint::{Fingerprint, Part};
use shipworthy_model::id::GateId;
use shipworthy_model::params::Params;
use shipworthy_model::path::resolve_inside;
use shipworthy_model::record::Record;
use shipworthy_model::release::Releases;
use shipworthy_model::step::Step;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::{
    CacheFolder, EvidenceIndex, RecordError, RecordName, SharedPasses, Store, StoreError, StoreLock,
};
use crate::facts::git::{RepositoryRef, folder_below_top, tree_of};
use crate::facts::help::{self, CargoHelp};
use crate::facts::tools::InstalledTools;
use crate::facts::tree::{RememberedTree, Tree, TreeMemory};
use crate::freshness::built::BuiltUnits;
use crate::freshness::fingerprint::{digested, plain, seal};
use crate::freshness::observed::ObservedValues;
use crate::freshness::scope::{FileFilter, InputScopes};
use crate::freshness::sources::variable_names;
use crate::freshness::tool_settings::SettingsOf;
use crate::freshness::written::WrittenFiles;
use crate::run::answered_gate::AnsweredGate;
use crate::run::build_watch::BuildWatch;
use crate::run::judged::JudgedRecords;
use crate::run::programs::{GateProgram, has_own_path};
use crate::run::tree_reading::{FirstLook, ReadRecords, members};
use crate::sys::clock;
use crate::sys::files::sha256_hex;
use crate::sys::reading::read_limited;

/// One look at the workspace: the tree, its members, the tools and the evidence, shared by all gates of a command.
pub struct Session<'a> {
    /// The folder of the workspace, where the checklist lies.
    pub root: PathBuf,
    /// The checklist that the command was called for.
    pub checklist: &'a Checklist,
    /// The kinds that the checklist may name.
    pub kinds: &'a [&'static Kind],
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

/// The size of the largest script that is searched for the names of variables, in bytes.
const MOST_SCRIPT: u64 = 1 << 20;

/// The program that rustc links with when nobody says otherwise.
const LINKER: &str = "cc";

/// Where rustup keeps the toolchains.
fn rustup_home() -> Option<PathBuf> {
    let told = std::env::var_os("RUSTUP_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    told.or_else(|| Some(std::env::home_dir()?.join(".rustup")))
}

/// Is a program given by a path that begins in the workspace?
fn is_relative(program: &str) -> bool {
    program.contains('/') && !program.starts_with('/')
}

/// Do settings of nextest speak of scripts that it is to run?
fn names_scripts(path: &Path) -> bool {
    read_limited(path, MOST_SCRIPT).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("script"))
}

impl<'a> Session<'a> {
    /// Looks at everything else, after the first look.
    pub fn open(mut look: FirstLook, checklist: &'a Checklist, kinds: &'a [&'static Kind]) -> Self {
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
    fn folder_in_repository(&self) -> &str {
        self.folder.get_or_init(|| {
            // A folder that the repository around it ignores is none of its folders.
            self.tree.git.as_ref().map(|_| folder_below_top(&self.root)).unwrap_or_default()
        })
    }

    /// Why the gate cannot be looked at on this machine, if it cannot.
    pub fn obstacle(&self, gate: &Gate, kind: &Kind) -> Option<Unknown> {
        if let Some(nobody) = self.nobody(gate) {
            return Some(nobody);
        }
        // `sys` finds out about programs that are given by a path, or by another `PATH` than ours.
        let known = |program: &GateProgram| !program.name.contains('/') && !has_own_path(gate);
        let mut programs = self.programs(gate, kind).into_iter().filter(known);
        let missing = programs.find_map(|program| self.look_up(&program).err().filter(|_| !program.optional));
        missing.or_else(|| {
            kind.needs.iter().find_map(|need| match need {
                Need::Tool(_) | Need::Optional(_) | Need::FirstWord(_) => None,
                Need::Workspace => self.workspace.as_ref().err().cloned(),
                Need::Git if self.tree.git.is_none() => {
                    if let Err(missing) = self.tool_of("git", None) {
                        return Some(missing);
                    }
                    let why = self.tree.problems.first();
                    let why = why.map_or("this is not a git repository", String::as_str);
                    Some(Unknown::new(Reason::CouldNotLook, why))
                }
                Need::Git => None,
                _ => {
                    let why = "this release does not know what the check needs";
                    Some(Unknown::new(Reason::CouldNotLook, why))
                }
            })
        })
    }

    /// Why a gate for many stands for no gate at all here, if that is so.
    pub(crate) fn nobody(&self, gate: &Gate) -> Option<Unknown> {
        let each = gate.each.filter(|_| gate.stands_for_none())?;
        Some(match &self.workspace {
            Err(unknown) => unknown.clone(),
            Ok(workspace) if each.subjects(workspace).is_empty() => {
                let nothing = format!("`each = \"{each}\"` finds none in this workspace");
                Unknown::new(Reason::NothingToLookAt, nothing)
            }
            Ok(_) => {
                let long =
                    format!("`each = \"{each}\"` finds one whose name is too long for the id of a gate");
                Unknown::new(Reason::CouldNotLook, long)
            }
        })
    }

    /// The fingerprint of a gate: all that its result depends on, as of now.
    ///
    /// # Errors
    ///
    /// When something it depends on cannot be read.
    pub fn fingerprint(&self, gate: &Gate, kind: &Kind) -> Result<Fingerprint, Unknown> {
        let params = &gate.check.params;
        let mut scope = kind.scope;
        let mut inputs = Cow::Borrowed(gate.inputs.as_slice());
        let (mut parts, mut answer) = (Vec::new(), None);
        if scope == Scope::SignOff {
            let sign_off = self.checklist.sign_off(&gate.id);
            let ended = sign_off.is_some_and(|sign_off| sign_off.until < clock::now().date());
            let said = serde_json::to_vec(&(sign_off, ended)).unwrap_or_default();
            answer = Some(digested("sign-off", &said));
            if sign_off.is_some_and(|sign_off| sign_off.commit.is_some()) {
                // Whoever names a commit answers for the files in it.
                inputs = Cow::Owned(self.answered_for(gate));
                if inputs.is_empty() {
                    scope = Scope::Tree;
                }
            }
        }
        let written = self.written_by_others(gate);
        // What a check is told to look at is not presumed, and cannot be narrowed.
        let filter = FileFilter::of(gate).filter(|_| kind.scope.presumes(params));
        if let Some(filter) = &filter {
            inputs.to_mut().extend(self.told(gate, kind));
            parts.push(filter.part());
        }
        parts.extend(self.parts_of(gate, &scope, filter.as_ref(), &written)?);
        parts.extend(self.inputs(params, &inputs, &written)?);
        parts.extend(answer);
        let definition = match gate.env.is_empty() {
            true => serde_json::to_vec(&(&gate.check, kind.version, gate.timeout)),
            false => serde_json::to_vec(&(&gate.check, kind.version, gate.timeout, &gate.env)),
        };
        parts.push(digested("check", &definition.unwrap_or_default()));
        let variables = Arc::clone(self.scopes.borrow().variables());
        parts.extend(gate.env_inputs.iter().map(|name| variables.named(name)));
        if matches!(kind.scope, Scope::Files(_)) {
            // What is only asked after counts as what is read does.
            let asked = (kind.steps)(params, &self.facts(kind)).into_iter().flat_map(|step| match step {
                Step::Stat(paths) => paths,
                Step::Look(look) => look.select,
                _ => Vec::new(),
            });
            let named = |text: &String| Glob::new(text).is_ok_and(|glob| glob.literal().is_some());
            let asked: Vec<String> = asked.filter(named).collect();
            parts.extend(self.inputs(params, &asked, &written)?);
        }
        if matches!(kind.scope, Scope::Refs { .. }) {
            parts.extend(self.inputs(params, &self.told(gate, kind), &written)?);
        }
        if self.ground.basis.clock == ClockSource::ByHand {
            // What was proven by such a clock proves nothing by another.
            parts.push(plain("clock", "set by hand"));
        }
        if !self.folder_in_repository().is_empty() {
            parts.push(plain("folder in the repository", self.folder_in_repository()));
        }
        parts.push(plain("system", format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS)));
        for program in self.programs(gate, kind) {
            self.tool_parts(&program, &mut parts);
            if let Some(tool) = SettingsOf::program(&program.name) {
                let settings = self.scopes.borrow().tool_settings(&self.tree, tool);
                parts.push(settings.0);
                if tool == SettingsOf::Nextest && settings.1.iter().any(|path| names_scripts(path)) {
                    // What nextest runs before the tests may read anything.
                    parts.extend(self.parts_of(gate, &Scope::Tree, filter.as_ref(), &written)?);
                }
            }
        }
        for need in kind.needs {
            if let Need::FirstWord(param) = need
                && let Some(program) = params.texts(param).first()
            {
                let dir = params.text("dir").unwrap_or_default();
                // A program of the workspace counts by its content, also one that git ignores.
                let own = resolve_inside(dir, program).filter(|_| is_relative(program));
                let own: Vec<String> = own.into_iter().collect();
                parts.extend(variables.set(&self.named_by(dir, &params.texts(param))));
                parts.extend(self.inputs(params, &own, &written)?);
            }
        }
        // What the gate sets is what its steps get, whatever it is elsewhere.
        let sets = |name: &str| gate.env.contains_key(name) && !gate.env_inputs.iter().any(|one| one == name);
        parts.retain(|part| !part.name.strip_prefix("env ").is_some_and(sets));
        Ok(seal(parts))
    }

    /// The parts for paths and globs that somebody named.
    fn inputs(
        &self,
        params: &Params,
        named: &[String],
        written: &BTreeSet<String>,
    ) -> Result<Vec<Part>, Unknown> {
        self.scopes.borrow_mut().parts(&self.tree, &Scope::SignOff, params, named, written)
    }

    /// The files outside of the tree that gates wrote which this one does not need.
    fn written_by_others(&self, gate: &Gate) -> BTreeSet<String> {
        // Few checklists have such gates, and looking for what a gate needs takes its time in a long one.
        if self.written.is_empty() {
            return BTreeSet::new();
        }
        self.written.not_from(&self.needed_by(gate), self.tree.disk.as_deref())
    }

    /// The gates that must have ended before this one begins, because it or its phase says so.
    fn needed_by(&self, gate: &Gate) -> BTreeSet<GateId> {
        let entry = self.checklist.phase_of(&gate.id).map(|(_, phase)| phase.entry.as_slice());
        let named: BTreeSet<GateId> = gate.needs.iter().chain(entry.unwrap_or_default()).cloned().collect();
        if named.is_empty() { named } else { self.checklist.with_needs(&named) }
    }

    /// Texts in a command, and in the files that it names, which could be the names of variables.
    fn named_by(&self, dir: &str, argv: &[&str]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for word in argv {
            found.extend(variable_names(word).map(str::to_owned));
            let file = resolve_inside(dir, word).map(|path| self.root.join(path));
            let text = file.and_then(|path| read_limited(&path, MOST_SCRIPT).ok());
            let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            found.extend(variable_names(&text).map(str::to_owned));
        }
        found
    }

    /// The globs of the files that the answer to a gate is for: those of its inputs now, and those of its inputs in the
    /// commit that was looked at. None at all stand for the whole tree.
    pub(crate) fn answered_for(&self, gate: &Gate) -> Vec<String> {
        let then = self.answered.get(&gate.id).map_or(&[][..], |answered| answered.inputs.as_slice());
        if then.is_empty() || gate.inputs.is_empty() {
            return Vec::new();
        }
        then.iter().chain(&gate.inputs).cloned().collect()
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

    /// What is needed to see what the runs of cargo in a gate have compiled.
    pub(crate) fn build_watch(&self, kind: &Kind) -> BuildWatch {
        let mut scopes = self.scopes.borrow_mut();
        let opaque = scopes.opaque(&self.tree);
        let tools = kind.needs.iter().filter_map(|need| match need {
            Need::Tool(name) | Need::Optional(name) => SettingsOf::program(name),
            _ => None,
        });
        // Only clippy's settings change what is compiled and told without a word to cargo.
        let settings = tools.filter(|tool| *tool == SettingsOf::Clippy);
        let settings = settings.flat_map(|tool| scopes.tool_settings(&self.tree, tool).1);
        // Nor does cargo look at the programs that link and wrap.
        let settings = settings.chain(scopes.settings().programs()).collect();
        BuildWatch {
            root: scopes.root().to_owned(),
            kept: ["registry", "git"].map(|inner| scopes.settings().home.join(inner)).to_vec(),
            homes: [scopes.settings().home.clone()].into_iter().chain(rustup_home()).collect(),
            values: Arc::clone(&self.values),
            built: Arc::clone(&self.built),
            tree: Arc::clone(&self.tree),
            logs: self.store.folder().clone(),
            opaque,
            runs: self.run_by(kind),
            settings,
            variables: format!(
                "{}linker={}\n",
                scopes.variables().of_compiler(),
                self.identity(LINKER, None)
            ),
        }
    }

    /// The members whose programs a gate of this kind may run, each with its folder: tests may call cargo.
    fn run_by(&self, kind: &Kind) -> Vec<(String, String)> {
        let tests = matches!(kind.scope, Scope::PackageFolders(_));
        let members = self.workspace.iter().filter(|_| tests).flat_map(|workspace| &workspace.packages);
        members.map(|package| (package.name.clone(), package.dir.clone())).collect()
    }

    /// What a program is told by: its version, or its content where it says none.
    fn identity(&self, name: &str, toolchain: Option<&str>) -> String {
        match self.tool_of(name, toolchain) {
            Ok(Tool { version: Some(version), .. }) => version,
            // Where it lies says nothing of what it does.
            Ok(tool) => self.values.program(Path::new(&tool.path)),
            Err(_) => "missing".to_owned(),
        }
    }

    fn tool_parts(&self, program: &GateProgram, parts: &mut Vec<Part>) {
        let toolchain = program.toolchain.as_deref();
        parts.push(plain(format!("tool {}", program.name), self.identity(&program.name, toolchain)));
        if program.name == "cargo" {
            parts.push(plain("tool rustc", self.identity("rustc", toolchain)));
            parts.push(plain(format!("tool {LINKER}"), self.identity(LINKER, None)));
            parts.extend(self.scopes.borrow().variables().of_cargo());
        }
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
