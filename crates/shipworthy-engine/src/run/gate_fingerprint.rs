//! The fingerprint of one gate: which parts its result depends on, gathered from its check, its files, its variables and
//! its programs. How the files of a scope are found, `freshness::scope` knows.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::basis::ClockSource;
use shipworthy_model::checklist::{Gate, SignOff};
use shipworthy_model::facts::Tool;
use shipworthy_model::fingerprint::{Fingerprint, Part};
use shipworthy_model::glob::Glob;
use shipworthy_model::id::GateId;
use shipworthy_model::kind::{Kind, Need, Scope};
use shipworthy_model::params::Params;
use shipworthy_model::path::resolve_inside;
use shipworthy_model::step::Step;
use shipworthy_model::unknown::Unknown;

use crate::freshness::fingerprint::{digested, plain, seal};
use crate::freshness::scope::FileFilter;
use crate::freshness::sources::variable_names;
use crate::freshness::tool_settings::SettingsOf;
use crate::run::programs::GateProgram;
use crate::run::session::Session;
use crate::sys::clock;
use crate::sys::reading::read_limited;

/// The size of the largest script that is searched for the names of variables, in bytes.
const MOST_SCRIPT: u64 = 1 << 20;

/// The program that rustc links with when nobody says otherwise.
pub(super) const LINKER: &str = "cc";

/// What bounds the files that a gate depends on, beyond the scope of its kind.
struct FileBounds {
    /// The narrowing of the gate, where it has one and its kind presumes anything.
    filter: Option<FileFilter>,
    /// The files outside of the tree that gates wrote which this one does not need.
    written_by_others: BTreeSet<String>,
}

impl Session<'_> {
    /// The fingerprint of a gate: all that its result depends on, as of now.
    ///
    /// # Errors
    ///
    /// When something it depends on cannot be read.
    pub fn fingerprint(&self, gate: &Gate, kind: &Kind) -> Result<Fingerprint, Unknown> {
        let bounds = FileBounds {
            // What a check is told to look at is not presumed, and cannot be narrowed.
            filter: FileFilter::of(gate).filter(|_| kind.scope.presumes(&gate.check.params)),
            written_by_others: self.written_by_others(gate),
        };
        let mut parts = self.file_parts(gate, kind, &bounds)?;
        parts.extend(self.parts_asked_after(gate, kind, &bounds)?);
        parts.push(definition(gate, kind));
        parts.extend(self.circumstances());
        parts.extend(self.program_parts(gate, kind, &bounds)?);
        parts.extend(self.command_parts(gate, kind, &bounds)?);
        let variables = gate.env_inputs.iter().map(|name| self.scopes.borrow().variables().named(name));
        parts.extend(variables);
        // What the gate sets is what its steps get, whatever it is elsewhere.
        let sets = |name: &str| gate.env.contains_key(name) && !gate.env_inputs.iter().any(|one| one == name);
        parts.retain(|part| !part.name.strip_prefix("env ").is_some_and(sets));
        Ok(seal(parts))
    }

    /// The files that a gate is presumed to read, those that it names, and what a person answered to it.
    fn file_parts(&self, gate: &Gate, kind: &Kind, bounds: &FileBounds) -> Result<Vec<Part>, Unknown> {
        let mut parts = Vec::new();
        let mut scope = &kind.scope;
        let mut inputs = Cow::Borrowed(gate.inputs.as_slice());
        if *scope == Scope::SignOff {
            let sign_off = self.checklist.sign_off(&gate.id);
            parts.push(answer(sign_off));
            if sign_off.is_some_and(|sign_off| sign_off.commit.is_some()) {
                // Whoever names a commit answers for the files in it.
                inputs = Cow::Owned(self.answered_for(gate));
                if inputs.is_empty() {
                    scope = &Scope::Tree;
                }
            }
        }
        if let Some(filter) = &bounds.filter {
            inputs.to_mut().extend(self.step_paths(gate, kind));
            parts.push(filter.part());
        }
        parts.extend(self.scope_parts(gate, scope, bounds)?);
        parts.extend(self.named_parts(&gate.check.params, &inputs, bounds)?);
        Ok(parts)
    }

    /// The files that a check only asks after: whether they are there counts as their content does.
    fn parts_asked_after(&self, gate: &Gate, kind: &Kind, bounds: &FileBounds) -> Result<Vec<Part>, Unknown> {
        let params = &gate.check.params;
        if matches!(kind.scope, Scope::Refs { .. }) {
            return self.named_parts(params, &self.step_paths(gate, kind), bounds);
        }
        if !matches!(kind.scope, Scope::Files(_)) {
            return Ok(Vec::new());
        }
        let asked = (kind.steps)(params, &self.facts(kind)).into_iter().flat_map(|step| match step {
            Step::Stat(paths) => paths,
            Step::Look(look) => look.select,
            _ => Vec::new(),
        });
        let named = |text: &String| Glob::new(text).is_ok_and(|glob| glob.literal().is_some());
        let asked: Vec<String> = asked.filter(named).collect();
        self.named_parts(params, &asked, bounds)
    }

    /// What every result depends on, whatever its gate: the clock, the folder and the system.
    fn circumstances(&self) -> Vec<Part> {
        let mut parts = vec![plain("system", format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS))];
        if self.ground.basis.clock == ClockSource::ByHand {
            // What was proven by such a clock proves nothing by another.
            parts.push(plain("clock", "set by hand"));
        }
        if !self.folder_in_repository().is_empty() {
            parts.push(plain("folder in the repository", self.folder_in_repository()));
        }
        parts
    }

    /// The programs of a gate, each with its settings.
    fn program_parts(&self, gate: &Gate, kind: &Kind, bounds: &FileBounds) -> Result<Vec<Part>, Unknown> {
        let mut parts = Vec::new();
        for program in self.programs(gate, kind) {
            parts.extend(self.identity_parts(&program));
            let Some(tool) = SettingsOf::program(&program.name) else { continue };
            let (part, places) = self.scopes.borrow().tool_settings(&self.tree, tool);
            parts.push(part);
            if tool == SettingsOf::Nextest && places.iter().any(|path| names_scripts(path)) {
                // What nextest runs before the tests may read anything.
                parts.extend(self.scope_parts(gate, &Scope::Tree, bounds)?);
            }
        }
        Ok(parts)
    }

    /// What a gate that runs a command depends on: the variables that the command may read, and its program where that is
    /// one of the workspace.
    fn command_parts(&self, gate: &Gate, kind: &Kind, bounds: &FileBounds) -> Result<Vec<Part>, Unknown> {
        let params = &gate.check.params;
        let mut parts = Vec::new();
        for need in kind.needs {
            let Need::FirstWord(param) = need else { continue };
            let argv = params.texts(param);
            let Some(program) = argv.first() else { continue };
            let dir = params.text("dir").unwrap_or_default();
            // A program of the workspace counts by its content, also one that git ignores.
            let own = resolve_inside(dir, program).filter(|_| is_relative(program));
            let own: Vec<String> = own.into_iter().collect();
            parts.extend(self.scopes.borrow().variables().set(&self.possible_variables(dir, &argv)));
            parts.extend(self.named_parts(params, &own, bounds)?);
        }
        Ok(parts)
    }

    /// The parts for a scope, of which the filter of the gate, if it has one, leaves less.
    fn scope_parts(&self, gate: &Gate, scope: &Scope, bounds: &FileBounds) -> Result<Vec<Part>, Unknown> {
        let (mut scopes, params) = (self.scopes.borrow_mut(), &gate.check.params);
        match &bounds.filter {
            None => scopes.parts(&self.tree, scope, params, &[], &bounds.written_by_others),
            Some(filter) => scopes.narrowed(&self.tree, scope, params, filter, &bounds.written_by_others),
        }
    }

    /// The parts for paths and globs that somebody named.
    fn named_parts(
        &self,
        params: &Params,
        named: &[String],
        bounds: &FileBounds,
    ) -> Result<Vec<Part>, Unknown> {
        let written = &bounds.written_by_others;
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
    fn possible_variables(&self, dir: &str, argv: &[&str]) -> BTreeSet<String> {
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

    /// Which program it is; of cargo also which compiler and linker it calls, and the variables that it reads.
    fn identity_parts(&self, program: &GateProgram) -> Vec<Part> {
        let toolchain = program.toolchain.as_deref();
        let mut parts =
            vec![plain(format!("tool {}", program.name), self.identity(&program.name, toolchain))];
        if program.name == "cargo" {
            parts.push(plain("tool rustc", self.identity("rustc", toolchain)));
            parts.push(plain(format!("tool {LINKER}"), self.identity(LINKER, None)));
            parts.extend(self.scopes.borrow().variables().of_cargo());
        }
        parts
    }

    /// What a program is told by: its version, or its content where it says none.
    pub(super) fn identity(&self, name: &str, toolchain: Option<&str>) -> String {
        match self.tool_of(name, toolchain) {
            Ok(Tool { version: Some(version), .. }) => version,
            // Where it lies says nothing of what it does.
            Ok(tool) => self.values.program(Path::new(&tool.path)),
            Err(_) => "missing".to_owned(),
        }
    }
}

/// The check of a gate with the version of its kind, and what the gate says of how its steps run.
fn definition(gate: &Gate, kind: &Kind) -> Part {
    let text = match gate.env.is_empty() {
        true => serde_json::to_vec(&(&gate.check, kind.version, gate.timeout)),
        false => serde_json::to_vec(&(&gate.check, kind.version, gate.timeout, &gate.env)),
    };
    digested("check", &text.unwrap_or_default())
}

/// What a person answered, if anybody did, and whether that has ended.
fn answer(sign_off: Option<&SignOff>) -> Part {
    let ended = sign_off.is_some_and(|sign_off| sign_off.until < clock::now().date());
    digested("sign-off", &serde_json::to_vec(&(sign_off, ended)).unwrap_or_default())
}

/// Is a program given by a path that begins in the workspace?
fn is_relative(program: &str) -> bool {
    program.contains('/') && !program.starts_with('/')
}

/// Do settings of nextest speak of scripts that it is to run?
fn names_scripts(path: &Path) -> bool {
    read_limited(path, MOST_SCRIPT).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("script"))
}
