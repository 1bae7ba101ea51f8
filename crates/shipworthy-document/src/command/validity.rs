//! Would the tools accept a command line? Held against their own help, the workspace and the files. Nothing is run, and
//! what cannot be told is said to be unknown.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::Flags;
use shipworthy_model::nearest::nearest;

use super::call::Call;
use super::cargo::Cargo;
use super::context::{CommandContext, There};
use super::harm::script;
use super::line::{CommandLine, parse};
use super::selection::names;
use crate::document::Document;

/// What became of holding a command line against the tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Validity {
    /// Every call in it would be accepted.
    Valid,
    /// One would not.
    Invalid {
        /// Why not.
        why: String,
        /// What was perhaps meant.
        near: Vec<String>,
        /// The name of what is missing, when something is.
        missing: Option<String>,
    },
    /// It cannot be told.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl Validity {
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown { why: why.into() }
    }

    pub(super) fn invalid(why: impl Into<String>) -> Self {
        Self::Invalid { why: why.into(), near: Vec::new(), missing: None }
    }

    pub(super) fn near<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        match self {
            Self::Invalid { why, missing, .. } => {
                Self::Invalid { why, near: names.into_iter().map(str::to_owned).collect(), missing }
            }
            other => other,
        }
    }

    /// Because there is nothing of this name.
    pub(super) fn without(self, name: &str) -> Self {
        match self {
            Self::Invalid { why, near, .. } => Self::Invalid { why, near, missing: Some(name.to_owned()) },
            other => other,
        }
    }

    /// The worse of two: what is invalid stays so, and what is unknown is not valid.
    pub(super) fn and(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Invalid { .. }, _) | (_, Self::Valid) => self,
            (Self::Unknown { .. }, Self::Unknown { .. }) => self,
            _ => other,
        }
    }
}

/// Flags of cargo that its help keeps to itself.
const HIDDEN: &[(&str, &[&str])] = &[
    ("clippy", &["--allow-dirty", "--allow-no-vcs", "--allow-staged", "--broken-code"]),
    ("install", &["--vers"]),
    ("owner", &["--token"]),
    ("publish", &["--token"]),
    (
        "tree",
        &[
            "--all",
            "--all-targets",
            "--duplicate",
            "--no-dev-dependencies",
            "--no-indent",
            "--prefix-depth",
            "-a",
        ],
    ),
    ("update", &["--aggressive", "--package", "-p"]),
    ("yank", &["--token", "--vers"]),
];

/// Flags that go with every subcommand, named by cargo's own help.
#[rustfmt::skip]
const EVERYWHERE: &[&str] = &[
    "--color", "--config", "--explain", "--frozen", "--help", "--list", "--locked", "--offline", "--quiet",
    "--verbose", "--version", "-C", "-V", "-Z", "-h", "-q", "-v",
];

/// Subcommands of git.
#[rustfmt::skip]
const GIT: &[&str] = &[
    "add", "am", "apply", "archive", "bisect", "blame", "branch", "bundle", "checkout", "cherry-pick",
    "clean", "clone", "commit", "config", "describe", "diff", "fetch", "format-patch", "gc", "grep", "init",
    "lfs", "log", "ls-files", "merge", "mv", "notes", "pull", "push", "rebase", "remote", "reset", "restore",
    "rev-list", "rev-parse", "revert", "rm", "shortlog", "show", "stash", "status", "submodule", "switch",
    "tag", "worktree",
];

/// The subcommands of cargo whose help is needed to validate what a document says. Clippy passes flags on to check.
pub fn asked(document: &Document) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for item in &document.items {
        let codes = item.codes.iter().map(|code| code.text.as_str());
        let bare = item.text.find("cargo ").and_then(|at| item.text.get(at..));
        for line in
            codes.chain(bare).filter(|text| text.contains("cargo")).filter_map(|text| parse(text).ok())
        {
            wanted.extend(line.calls.iter().filter_map(Cargo::subcommand).map(str::to_owned));
        }
    }
    if wanted.contains("clippy") {
        wanted.insert("check".to_owned());
    }
    wanted
}

/// Would the tools accept it?
pub fn validate(line: &CommandLine, ground: &CommandContext<'_>) -> Validity {
    let (dir, verdict) = folder(line, ground);
    let calls = line.calls.iter().map(|call| validate_call(call, dir.as_deref(), ground));
    calls.fold(verdict, Validity::and)
}

/// The folder the calls are made in; `None` when it is not known.
fn folder(line: &CommandLine, ground: &CommandContext<'_>) -> (Option<String>, Validity) {
    let unknown = || (None, Validity::unknown("the folder it is called in is not known"));
    let Some(dir) = &line.dir else {
        return if ground.unsettled { unknown() } else { (Some(String::new()), Validity::Valid) };
    };
    if !dir.is_literal() {
        return unknown();
    }
    match ground.look("", &dir.text) {
        There::Folder(path) => (Some(path), Validity::Valid),
        There::File(path) => (None, Validity::invalid(format!("`{path}` is a file and no folder"))),
        // A single name may well be the folder that the repository was cloned into.
        There::Nothing(path) if dir.text.trim_end_matches('/').contains('/') => {
            (None, Validity::invalid(format!("there is no folder `{path}`")).near(ground.files.near(&path)))
        }
        There::Nothing(_) | There::Unclear => unknown(),
    }
}

fn validate_call(call: &Call, dir: Option<&str>, ground: &CommandContext<'_>) -> Validity {
    let vague = call.words.iter().find_map(|word| word.vague.as_ref());
    let vague = vague.map_or(Validity::Valid, |vague| Validity::unknown(vague.to_string()));
    if call.words.first().is_none_or(|program| !program.is_literal()) {
        return vague;
    }
    let known = match call.program() {
        "cargo" => of_cargo(call, dir, ground),
        "git" => of_git(call),
        _ => match script(call) {
            Some(script) => of_script(call, script, dir, ground),
            None => Validity::unknown(format!("`{}` is not asked for what it accepts", call.program())),
        },
    };
    known.and(vague)
}

fn of_git(call: &Call) -> Validity {
    let first = call.arguments().iter().find(|word| !word.text.starts_with('-'));
    match first {
        Some(word) if GIT.contains(&word.text.as_str()) => Validity::Valid,
        _ => Validity::unknown("git is not asked for what it accepts"),
    }
}

fn of_script(call: &Call, path: &str, dir: Option<&str>, ground: &CommandContext<'_>) -> Validity {
    let Some(dir) = dir else { return Validity::unknown("the folder it is called in is not known") };
    let called = call.program() == path;
    let executable = &ground.surroundings.executable;
    match ground.look(dir, path) {
        // Where nothing may be executed, the file system knows nothing of it.
        There::File(file) if called && !executable.is_empty() && !executable.contains(&file) => {
            Validity::invalid(format!("`{file}` may not be executed"))
        }
        There::File(_) => Validity::Valid,
        // `core/   # the library` lists what is there.
        There::Folder(folder) if called => {
            Validity::unknown(format!("`{folder}` is a folder, and is listed rather than called"))
        }
        There::Folder(folder) => Validity::invalid(format!("`{folder}` is a folder")),
        // The one file with this end may be meant from the folder it is called in.
        There::Nothing(missing) if ends_somewhere(&missing, ground) => {
            Validity::unknown(format!("whether `{path}` is called where it is there cannot be told"))
        }
        // A bare `./run.sh` may well be an example, or stand in a folder that nobody names.
        There::Nothing(missing) if path.trim_start_matches("./").contains('/') => {
            let near = ground.files.near(&missing);
            Validity::invalid(format!("`{missing}` is not there")).near(near).without(&missing)
        }
        There::Nothing(_) | There::Unclear => {
            Validity::unknown(format!("whether `{path}` is there cannot be told"))
        }
    }
}

/// Does the path of some file end so, behind a folder?
fn ends_somewhere(path: &str, ground: &CommandContext<'_>) -> bool {
    const MOST: usize = 100;
    let named = ground.files.named(path.rsplit('/').next().unwrap_or(path));
    let end = format!("/{path}");
    named.iter().take(MOST).any(|file| file.ends_with(&end))
}

fn of_cargo(call: &Call, dir: Option<&str>, ground: &CommandContext<'_>) -> Validity {
    let Some(subcommand) = Cargo::subcommand(call) else {
        return Validity::unknown("cargo is called without a subcommand");
    };
    let help = Help::of(subcommand, &ground.surroundings.flags);
    let Some(cargo) = Cargo::of(call, help.flags.as_ref()) else { return Validity::Valid };
    subcommand_of(&cargo, ground).and(flags_of(&cargo, &help)).and(names(&cargo, dir, ground))
}

/// Is there such a subcommand? What is not installed here may be an add-on that is elsewhere.
fn subcommand_of(cargo: &Cargo<'_>, ground: &CommandContext<'_>) -> Validity {
    let name = cargo.subcommand;
    let Some(known) = ground.surroundings.subcommands.get("cargo") else {
        return Validity::unknown("cargo was not asked for its subcommands");
    };
    if known.contains(name) {
        return Validity::Valid;
    }
    let near = nearest(name, known.iter().map(String::as_str));
    let meant = near.map(|near| format!(", did you mean `cargo {near}`?")).unwrap_or_default();
    Validity::unknown(format!("`cargo {name}` is not installed here{meant}"))
}

/// What the help of a subcommand says of its flags; `None` when it was not asked.
struct Help {
    flags: Option<Flags>,
}

impl Help {
    fn of(subcommand: &str, asked: &BTreeMap<String, Flags>) -> Self {
        let own = asked.get(&format!("cargo {subcommand}"));
        // Clippy passes on to check what it does not know itself.
        let base = (subcommand == "clippy").then(|| asked.get("cargo check"));
        let flags = match (own, base) {
            (Some(own), None) => Some(own.clone()),
            (Some(own), Some(Some(base))) => {
                Some(own.iter().chain(base).map(|(name, takes)| (name.clone(), *takes)).collect())
            }
            _ => None,
        };
        Self { flags: flags.filter(|flags| !flags.is_empty()) }
    }
}

fn flags_of(cargo: &Cargo<'_>, help: &Help) -> Validity {
    let Some(known) = &help.flags else {
        return Validity::unknown(format!("`cargo {}` was not asked for its flags", cargo.subcommand));
    };
    // Another toolchain may have other flags, and unstable ones are none of the help.
    if cargo.toolchain.is_some() || cargo.has(&["-Z"]) {
        return Validity::unknown("the flags of another toolchain are not known");
    }
    let hidden =
        HIDDEN.iter().find(|(name, _)| *name == cargo.subcommand).map_or(&[][..], |(_, flags)| flags);
    let accepted =
        |name: &str| known.contains_key(name) || EVERYWHERE.contains(&name) || hidden.contains(&name);
    for flag in &cargo.flags {
        if accepted(&flag.name) {
            continue;
        }
        // What sticks to a flag without a blank belongs to the sentence.
        if !flag.literal || !flag.name.is_ascii() {
            return Validity::unknown(format!("`{}` stands for something else", flag.name));
        }
        let why = format!("`cargo {}` has no flag `{}`", cargo.subcommand, flag.name);
        let why = match remark(cargo.subcommand, &flag.name) {
            Some(remark) => format!("{why}: {remark}"),
            None => why,
        };
        return Validity::invalid(why).near(nearest(&flag.name, known.keys().map(String::as_str)));
    }
    Validity::Valid
}

/// What to do without a flag that many expect.
fn remark(subcommand: &str, flag: &str) -> Option<&'static str> {
    match (subcommand, flag) {
        ("install", "--release") => Some("it builds with optimisations anyway"),
        ("test" | "bench", "--nocapture" | "--test-threads" | "--ignored" | "--include-ignored") => {
            Some("it belongs behind `--`")
        }
        _ => None,
    }
}
