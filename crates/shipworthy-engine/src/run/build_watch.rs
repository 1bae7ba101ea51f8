//! The watch over what the runs of cargo in one gate compile: what they were seen to depend on, and whether cargo may be
//! believed when it calls something fresh.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use shipworthy_model::kind::{Kind, Need, Scope};
use shipworthy_model::observation::Ran;
use shipworthy_model::observed::InputOrigin;
use shipworthy_model::step::Run;

use crate::facts::rustup;
use crate::facts::tree::Tree;
use crate::freshness::built::{BuildLook, BuiltUnits};
use crate::freshness::observed::{Compiled, ObservedValues, Sighted, read, sighted};
use crate::freshness::tool_settings::SettingsOf;
use crate::freshness::trace::{TraceBounds, TracedFiles};
use crate::run::gate_fingerprint::LINKER;
use crate::run::session::Session;
use crate::sys::own_folder::OwnFolder;
use crate::sys::process::Supervisor;

/// The size of the largest trace that is read, in bytes. A run with a larger one is bound to what was predicted.
const MOST_TRACE: u64 = 1 << 30;

/// The traces of the steps of a gate.
pub(crate) struct TracedSteps<'a> {
    /// Who traced the steps.
    pub(crate) supervisor: &'a Supervisor,
    /// The folder that each step was started in, with its trace.
    pub(crate) traces: &'a [(PathBuf, String)],
    /// Was each step traced, or done again by one that was?
    pub(crate) all: bool,
    /// The files that the gate looks at itself; `None` when these cannot be named.
    pub(crate) looked_at: Option<Vec<PathBuf>>,
}

/// What is needed to see what cargo has compiled, on another thread.
pub(crate) struct BuildWatch {
    /// The root of the workspace, without links in its path.
    pub(crate) root: PathBuf,
    /// The folders where cargo keeps the sources of others.
    pub(crate) kept: Vec<PathBuf>,
    /// The folders that are cargo's and rustup's own.
    pub(crate) homes: Vec<PathBuf>,
    pub(crate) values: Arc<ObservedValues>,
    pub(crate) built: Arc<BuiltUnits>,
    pub(crate) tree: Arc<Tree>,
    pub(crate) logs: OwnFolder,
    pub(crate) opaque: Arc<BTreeSet<String>>,
    /// The members whose programs the gate may run by a cargo of its own, each with its folder.
    pub(crate) runs: Vec<(String, String)>,
    /// The places of settings that cargo does not know of.
    pub(crate) settings: Vec<PathBuf>,
    /// Variables that the compiler reads and cargo does not ask about, in one text.
    pub(crate) variables: String,
}

impl Session<'_> {
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
            homes: [scopes.settings().home.clone()].into_iter().chain(rustup::home()).collect(),
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
}

impl BuildWatch {
    /// What a run of cargo says it has compiled; nothing when it was not asked to tell.
    pub(crate) fn compiled(&self, ran: &Ran) -> Compiled {
        let cargo = |program: &String| program == "cargo" || program.starts_with("cargo-");
        let tells = ran.argv.first().is_some_and(cargo)
            && ran.argv.iter().any(|word| word.starts_with("--message-format"));
        if !tells || ran.stdout.log.is_empty() {
            return Compiled::default();
        }
        let log = self.logs.open_for(&ran.stdout.log).and_then(|(folder, name)| folder.reader(name));
        log.map(read).unwrap_or_default()
    }

    fn look<'a>(&'a self, compiled: &'a Compiled, since: SystemTime) -> BuildLook<'a> {
        BuildLook {
            root: &self.root,
            compiled,
            values: &self.values,
            tree: &self.tree,
            opaque: &self.opaque,
            settings: &self.settings,
            variables: &self.variables,
            since,
        }
    }

    /// The packages, but for what the gate made `before`, that cargo calls fresh although nobody knows that they were made of what is there now.
    pub(crate) fn doubtful(
        &self,
        compiled: &Compiled,
        before: &Compiled,
        since: SystemTime,
    ) -> BTreeSet<String> {
        self.built.doubtful(&self.look(compiled, since), before)
    }

    /// The members whose programs the gate may run, and of which cargo would believe that they are as they were built.
    pub(crate) fn misled(&self, compiled: &Compiled, since: SystemTime) -> BTreeSet<String> {
        BuiltUnits::misled(&self.look(compiled, since), &self.runs)
    }

    /// Keeps what was compiled of what, and tells what the gate was seen to depend on.
    pub(crate) fn conclude(
        &self,
        compiled: &Compiled,
        since: SystemTime,
        traced: Option<TracedSteps<'_>>,
    ) -> Sighted {
        let look = self.look(compiled, since);
        let mut sighted = sighted(&self.root, compiled, &self.kept);
        let mut opened = None;
        if let Some(steps) = traced {
            let mut seen = Sighted::default();
            let whole = self.traced(&steps, &mut seen);
            opened = whole.then(|| seen.paths.keys().cloned().collect::<BTreeSet<PathBuf>>());
            // What was compiled before was read then, and not now.
            let before = self.built.opened(&look);
            sighted.whole = whole && before.is_some() && steps.looked_at.is_some();
            let looked_at = steps.looked_at.into_iter().flatten();
            // Of a link, what it leads to was read as well.
            let looked_at = looked_at.flat_map(|file| file.canonicalize().ok().into_iter().chain([file]));
            let opened_else = before.into_iter().flatten().chain(looked_at);
            seen.paths.extend(opened_else.map(|path| (path, InputOrigin::Traced)));
            for (path, origin) in seen.paths {
                sighted.paths.entry(path).or_insert(origin);
            }
            (sighted.found, sighted.listed, sighted.rewritten) = (seen.found, seen.listed, seen.rewritten);
        }
        self.built.remember(&look, opened.as_ref());
        sighted
    }
}

impl BuildWatch {
    /// Adds what the processes of a gate were seen to read. Can it be told of all of them?
    fn traced(&self, steps: &TracedSteps<'_>, sighted: &mut Sighted) -> bool {
        let mut bounds = TraceBounds::new(&self.root, self.homes.clone());
        let mut whole = steps.all && !steps.traces.is_empty();
        for (folder, trace) in steps.traces {
            let folder = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            let read = steps.supervisor.take_trace(trace, |file| {
                let length = file.metadata()?.len();
                let toolchain =
                    |program: &str| self.homes.iter().any(|home| Path::new(program).starts_with(home));
                let files = TracedFiles::read(BufReader::new(file), &folder.to_string_lossy(), &toolchain)?;
                Ok((length, files))
            });
            match read {
                Ok((length, files)) if length > 0 && length <= MOST_TRACE => {
                    whole &= !files.hidden;
                    bounds.add(files, sighted);
                }
                _ => whole = false,
            }
        }
        whole
    }
}

/// The process that takes away what cargo has kept of these packages, where this run of it would look.
pub(crate) fn clean(run: &Run, packages: &BTreeSet<String>) -> Run {
    // The toolchain that cargo is taken from stands before all else.
    let toolchain = run.argv.get(1).filter(|word| word.starts_with('+')).cloned();
    let mut argv: Vec<String> = ["cargo".to_owned()].into_iter().chain(toolchain).collect();
    argv.push("clean".to_owned());
    argv.extend(packages.iter().map(|name| format!("--package={name}")));
    let mut words = run.argv.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        let alone = matches!(name, "--release" | "-r" | "--locked" | "--offline" | "--frozen");
        let valued =
            matches!(name, "--profile" | "--target" | "--target-dir" | "--manifest-path" | "--config" | "-Z");
        if alone || valued {
            argv.push(word.clone());
        }
        if valued && !word.contains('=') {
            argv.extend(words.next().cloned());
        }
    }
    Run::new(argv).dir(run.dir.clone()).envs(run.env.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cleaned_is_what_was_built() {
        let run = Run::new([
            "cargo",
            "test",
            "--release",
            "--package=a",
            "--target",
            "x",
            "--config=k=1",
            "--",
            "--release",
        ]);
        let clean = clean(&run.dir("inner"), &BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        let expected =
            ["cargo", "clean", "--package=a", "--package=b", "--release", "--target", "x", "--config=k=1"];
        assert_eq!(clean.argv, expected);
        assert_eq!(clean.dir, "inner");
    }
}
