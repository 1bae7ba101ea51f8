//! What a child process of a test sees of this machine: the toolchain and the caches, nothing that changes answers.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Variables that a developer, a CI or `cargo test` itself sets, and that would change what is tested.
const NAMES: [&str; 16] = [
    "CARGO",
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "NO_COLOR",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTDOC",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "TERM",
];

/// The beginnings of the names of variables that a child does not see.
const PREFIXES: [&str; 6] = ["CARGO_", "GIT_", "NEXTEST", "RUST_TEST_", "SHIPWORTHY_", "__CARGO"];

/// The variables that are kept: where the caches are, and how much of the machine a build may take.
const KEPT: [&str; 2] = ["CARGO_HOME", "CARGO_BUILD_JOBS"];

/// The git configuration of a fixture.
pub(crate) const GIT_CONFIG: &str = "\
[user]
\tname = Fixture
\temail = fixture@example.invalid
[init]
\tdefaultBranch = main
[commit]
\tgpgSign = false
[tag]
\tgpgSign = false
[core]
\tautocrlf = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
[advice]
\tdefaultBranchName = false
";

/// Prepares `command` to run for the fixture whose private folder is `scratch`.
pub(crate) fn clean(command: &mut Command, scratch: &Path) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let unwanted = NAMES.contains(&&*text) || PREFIXES.iter().any(|prefix| text.starts_with(prefix));
        if unwanted && !KEPT.contains(&&*text) {
            command.env_remove(&name);
        }
    }
    command
        .env("CARGO_NET_OFFLINE", "true")
        .env("GIT_CONFIG_GLOBAL", scratch.join("gitconfig"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        // A fixture without git is without git, wherever temporary folders are on this machine.
        .env("GIT_CEILING_DIRECTORIES", scratch);
}

/// The folder where cargo keeps what it has fetched, on this machine.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    let set = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    set.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
}
