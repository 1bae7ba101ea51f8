//! A world on disk: a folder with a workspace in it, neighbours beside and above, settings of a user, and an environment.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;

use serde_json::Value;

use crate::environment;
use crate::oracle::FEATURES_PER_WORLD;
use crate::oracle::feature::FEATURES;
use crate::oracle::mutation::Mutation;
use crate::oracle::world_plan::{GatePlan, WorldPlan};
use crate::random::Random;
use crate::readiness::Readiness;
use crate::temporary;

/// The settings of a git that looks at the disk, whatever the world's own settings let it believe.
const DISK: [&str; 6] =
    ["-c", "core.fsmonitor=false", "-c", "core.trustctime=true", "-c", "core.checkStat=default"];

/// Which world it is: a seed, and the place in the row of worlds that grow from it. Written `SEED.PLACE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorldId {
    /// The seed of the whole row.
    pub seed: u64,
    /// The place in it, from 0.
    pub index: u64,
}

impl fmt::Display for WorldId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.seed, self.index)
    }
}

impl FromStr for WorldId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('.').and_then(|(seed, index)| Some((seed.parse().ok()?, index.parse().ok()?)));
        let (seed, index) =
            parts.ok_or_else(|| format!("`{text}` names no world: write SEED.PLACE, such as 1.12"))?;
        Ok(Self { seed, index })
    }
}

/// What the program under test and this machine can do.
#[derive(Debug, Clone)]
pub(crate) struct Abilities {
    pub(crate) env_inputs: bool,
    /// May a gate of any kind set variables?
    pub(crate) gate_env: bool,
    /// Are the gates to be traced, and can the program do it?
    pub(crate) observe: bool,
    pub(crate) nextest: bool,
    pub(crate) rustup: bool,
    pub(crate) host: String,
}

impl Abilities {
    pub(crate) fn of(program: &Path, observe: bool) -> Self {
        let told = |name: &Path, args: &[&str]| {
            let output = Command::new(name).args(args).stdin(Stdio::null()).output();
            output.ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
        };
        let schema: Value = serde_json::from_str(&told(program, &["schema"])).unwrap_or_default();
        let host = told(Path::new("rustc"), &["-vV"]);
        let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("unknown").to_owned();
        Self {
            gate_env: schema.pointer("/$defs/gate/properties/env").is_some(),
            env_inputs: names(&schema, "env-inputs"),
            observe: observe && names(&schema, "observe"),
            nextest: !told(Path::new("cargo"), &["nextest", "--version"]).is_empty(),
            rustup: !told(Path::new("rustup"), &["--version"]).is_empty(),
            host,
        }
    }
}

/// Is there a key of this name somewhere?
fn names(value: &Value, key: &str) -> bool {
    match value {
        Value::Object(all) => all.contains_key(key) || all.values().any(|value| names(value, key)),
        Value::Array(all) => all.iter().any(|value| names(value, key)),
        _ => false,
    }
}

/// What the program said of the gates: the outcome of each, and why.
#[derive(Debug, Default)]
pub(crate) struct GateAnswers {
    outcomes: BTreeMap<String, (String, String)>,
    /// What was said when it was no answer.
    pub(crate) refused: Option<String>,
}

impl GateAnswers {
    /// The outcome of this gate, `none` when nothing was said of it.
    pub(crate) fn outcome(&self, gate: &str) -> &str {
        self.outcomes.get(gate).map_or("none", |(outcome, _)| outcome)
    }

    pub(crate) fn why(&self, gate: &str) -> String {
        let said = self.outcomes.get(gate).map(|(_, why)| why.clone());
        said.or_else(|| self.refused.clone()).unwrap_or_default()
    }
}

/// A world that has been grown.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) dir: PathBuf,
    pub(crate) root: PathBuf,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) gates: Vec<GatePlan>,
    pub(crate) mutations: Vec<Mutation>,
    pub(crate) undeclared: BTreeSet<String>,
    pub(crate) features: Vec<&'static str>,
    observe: bool,
    program: PathBuf,
}

/// The features of a world: the next in a row in which all come before one comes again.
fn drawn(id: WorldId) -> Vec<usize> {
    let mut all = Vec::new();
    for step in 0..FEATURES_PER_WORLD as u64 {
        let place = id.index * FEATURES_PER_WORLD as u64 + step;
        let count = FEATURES.len() as u64;
        let mut deck: Vec<usize> = (0..FEATURES.len()).collect();
        Random::new(id.seed, place / count).shuffle(&mut deck);
        let feature = usize::try_from(place % count).ok().and_then(|place| deck.get(place).copied());
        all.extend(feature.filter(|feature| !all.contains(feature)));
    }
    all
}

impl World {
    /// Plans a world and puts it on disk, with everything committed.
    pub(crate) fn grow(program: &Path, id: WorldId, abilities: &Abilities, only: Option<&str>) -> Self {
        let mut ground = WorldPlan::new(abilities);
        let chosen: Vec<_> = match only {
            Some(name) => FEATURES.iter().filter(|feature| feature.name == name).collect(),
            None => drawn(id).into_iter().filter_map(|place| FEATURES.get(place)).collect(),
        };
        assert!(!chosen.is_empty(), "no feature is called {}", only.unwrap_or_default());
        for feature in &chosen {
            ground.feature = feature.name;
            (feature.plant)(&mut ground);
        }
        let dir = temporary::folder("oracle-").keep().canonicalize().expect("a new folder is there");
        let mut world = Self {
            root: dir.join("outer/ws"),
            dir,
            env: ground.env.clone(),
            gates: std::mem::take(&mut ground.gates),
            mutations: std::mem::take(&mut ground.mutations),
            undeclared: std::mem::take(&mut ground.undeclared),
            features: chosen.iter().map(|feature| feature.name).collect(),
            observe: abilities.observe,
            program: program.to_owned(),
        };
        world.write_down(&ground);
        world
    }

    fn write_down(&mut self, ground: &WorldPlan) {
        for folder in ["home", "cargo-home", "tools", "outer/ws"] {
            fs::create_dir_all(self.dir.join(folder)).expect("a new folder can be made");
        }
        fs::write(self.dir.join("gitconfig"), environment::GIT_CONFIG).expect("a new file can be written");
        let members: Vec<_> = ground.members.iter().map(|member| format!("\"{member}\"")).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"2\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n\n[workspace.lints.rust]\nunsafe_code = \"allow\"\n",
            members.join(", ")
        );
        self.put("Cargo.toml", &manifest);
        for (path, text) in &ground.files {
            self.put(path, text);
        }
        let ignored = ground.files.get(".gitignore").cloned().unwrap_or_default();
        self.put(".gitignore", &format!("/target\n/scratch\n{ignored}"));
        if let Some(config) = ground.config_text() {
            self.put(".cargo/config.toml", &config);
        }
        for path in &ground.programs {
            fs::set_permissions(self.root.join(path), fs::Permissions::from_mode(0o755))
                .expect("permissions");
        }
        for (path, target) in &ground.links {
            let path = self.root.join(path);
            fs::create_dir_all(path.parent().expect("a link is in a folder")).expect("a folder can be made");
            symlink(target, path).expect("a link can be made");
        }
        self.put("readiness.toml", &self.checklist());
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        for words in &ground.before_commit {
            self.git(words);
        }
        self.tool("cargo", &["metadata", "--offline", "--format-version=1"]);
        self.tool("cargo", &["fmt", "--all"]);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "Begin"]);
        if !ground.sign_offs.is_empty() {
            self.sign(&ground.sign_offs);
        }
        for words in &ground.after_commit {
            self.git(words);
        }
    }

    /// The sign-offs, for the commit that is there.
    fn sign(&self, text: &str) {
        let commit = self.git(&["rev-parse", "HEAD"]);
        let day = |when: &str| self.tool("date", &["--utc", "--date", when, "+%Y-%m-%d"]);
        let text = text
            .replace("@COMMIT@", commit.trim())
            .replace("@TODAY@", day("yesterday").trim())
            .replace("@LATER@", day("30 days").trim());
        let checklist = fs::read_to_string(self.root.join("readiness.toml")).expect("the checklist is there");
        self.put("readiness.toml", &(checklist + &text));
        self.commit_tracked("Sign");
    }

    fn checklist(&self) -> String {
        let mut readiness = Readiness::default();
        for gate in &self.gates {
            readiness.gate(&gate.id, &gate.check, &gate.more);
        }
        readiness.text().unwrap_or_default()
    }

    /// Takes gates out of the checklist that the program refuses to read.
    pub(crate) fn without(&mut self, feature: &str, ids: &[String]) {
        self.gates.retain(|gate| gate.feature != feature);
        let text = fs::read_to_string(self.root.join("readiness.toml")).expect("the checklist is there");
        let kept: Vec<_> = text
            .split("[[phase.gate]]")
            .filter(|part| !ids.iter().any(|id| part.contains(&format!("id = \"{id}\""))))
            .collect();
        self.put("readiness.toml", &kept.join("[[phase.gate]]"));
        self.commit_tracked("Take away what is refused");
    }

    fn put(&self, path: &str, text: &str) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap_or(&self.root)).expect("a folder can be made");
        fs::write(&file, text).unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        environment::clean(&mut command, &self.dir);
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.dir.join("tools")).chain(env::split_paths(&path));
        // The toolchain that this very program was built by must not be asked for, whatever the world's files say.
        command.env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH");
        let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        let rustup = env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), PathBuf::from);
        if rustup.is_dir() {
            command.env("RUSTUP_HOME", rustup).env("RUSTUP_AUTO_INSTALL", "0");
        }
        command
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .env("PATH", env::join_paths(folders).expect("what was split can be joined"))
            .env("HOME", self.dir.join("home"))
            .env("CARGO_HOME", self.dir.join("cargo-home"));
        command
    }

    /// Runs a tool that must succeed.
    fn tool(&self, name: &str, args: &[&str]) -> String {
        let output = self.command(Path::new(name)).args(args).output().expect("a tool can be started");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name} {args:?} in {}: {told}", self.root.display());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Calls git, which must succeed.
    pub(crate) fn git<S: AsRef<str>>(&self, words: &[S]) -> String {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        self.tool("git", &words)
    }

    /// Commits what lies on the disk, whatever the world lets git believe of it: a monitor of it may say that nothing has changed.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&[&DISK[..], &["add", "--all"]].concat());
        self.commit_tracked(message);
    }

    /// Commits what git has already, as it lies on the disk.
    fn commit_tracked(&self, message: &str) {
        self.git(
            &[&DISK[..], &["commit", "--quiet", "--all", "--allow-empty", "--message", message]].concat(),
        );
    }

    /// Asks the program, in the environment of the world.
    pub(crate) fn ask(&self, words: &[&str]) -> GateAnswers {
        let mut command = self.command(&self.program);
        for (name, value) in &self.env {
            command.env(name, value.replace("@TIGHT@", &self.dir.join("outer/tight").display().to_string()));
        }
        let output =
            command.args(words).args(["--format", "json"]).output().expect("the program can be started");
        let Ok(json) = serde_json::from_slice::<Value>(&output.stdout) else {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return GateAnswers {
                refused: Some(format!("{}: {said}", output.status)),
                ..GateAnswers::default()
            };
        };
        let mut answer = GateAnswers::default();
        for gate in json["gates"].as_array().into_iter().flatten() {
            let word = |key: &str| gate[key].as_str().unwrap_or_default().to_owned();
            let findings = gate["findings"].as_array().into_iter().flatten();
            let found: Vec<_> = findings.filter_map(|finding| finding["message"].as_str()).collect();
            let changed = gate["changed"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let changed = changed.collect::<Vec<_>>().join(", ");
            let why = format!("{} {} {changed}", word("reason"), found.join("; "));
            answer.outcomes.insert(word("id"), (word("outcome"), why.trim().to_owned()));
        }
        if answer.outcomes.is_empty() {
            answer.refused = Some(json.to_string());
        }
        answer
    }

    /// Runs gates that have no fresh evidence, traced where that is asked for.
    pub(crate) fn check(&self, words: &[&str]) -> GateAnswers {
        let observe: &[&str] = if self.observe { &["--observe"] } else { &[] };
        self.ask(&[&["check"], words, observe].concat())
    }

    /// The regular files of the workspace, and of the folders beside it, relative to its root. What remembers is left out,
    /// and so is what says which gates there are.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        list(&self.root, "", &mut files);
        list(self.root.parent().unwrap_or(&self.root), "..", &mut files);
        files
    }

    /// Removes the world from the disk.
    pub(crate) fn remove(self) {
        drop(fs::remove_dir_all(&self.dir));
    }
}

/// Lists the regular files below a folder.
fn list(folder: &Path, prefix: &str, into: &mut Vec<String>) {
    const LEFT_OUT: [&str; 7] =
        [".git", ".gitignore", ".gitmodules", ".readiness", "readiness.toml", "target", "ws"];
    let mut found: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    found.sort_by_key(fs::DirEntry::file_name);
    for entry in found {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        match entry.file_type() {
            Ok(kind) if LEFT_OUT.contains(&name.as_str()) || kind.is_symlink() => {}
            Ok(kind) if kind.is_dir() => list(&entry.path(), &path, into),
            Ok(kind) if kind.is_file() => into.push(path),
            _ => {}
        }
    }
}
