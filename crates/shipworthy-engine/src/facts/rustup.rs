//! rustup's stand-ins: programs on the `PATH` that are no tools themselves, but start one of the toolchain that is chosen in
//! a folder. Says by what it is chosen, and what rustup means when it refuses.

use std::path::{Path, PathBuf};

use shipworthy_model::unknown::{Reason, Unknown};

use crate::facts::tools::stamp;
use crate::sys::files::sha256_hex;
use crate::sys::reading::{MOST_SETTINGS, read_limited};

/// Programs that rustup stands in for.
const STAND_INS: &[&str] = &[
    "cargo",
    "cargo-clippy",
    "cargo-fmt",
    "cargo-miri",
    "clippy-driver",
    "rust-analyzer",
    "rust-gdb",
    "rust-lldb",
    "rustc",
    "rustdoc",
    "rustfmt",
];

/// The variable that chooses a toolchain before all else does.
pub(crate) const TOOLCHAIN: &str = "RUSTUP_TOOLCHAIN";

/// A toolchain that is installed.
#[derive(Debug, Clone)]
pub(super) struct InstalledToolchain {
    /// All that the answers of its programs depend on, as text.
    pub(super) key: String,
    /// The folder of the toolchain; `None` when its compiler would not say.
    pub(super) folder: Option<PathBuf>,
}

impl InstalledToolchain {
    /// The program of this name that the folder of the toolchain holds: what a stand-in would start, without starting two.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        let program = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let program = self.folder.as_ref()?.join("bin").join(program);
        program.is_file().then_some(program)
    }
}

/// Where rustup keeps the toolchains, and what it remembers.
pub(crate) fn home() -> Option<PathBuf> {
    let told = std::env::var_os("RUSTUP_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    told.or_else(|| Some(std::env::home_dir()?.join(".rustup")))
}

/// Does a toolchain of rustup's bring a program of this name?
pub(super) fn stands_in_for(name: &str) -> bool {
    STAND_INS.contains(&name)
}

/// Is the program of this name, found at this path, one of rustup's stand-ins?
pub(super) fn is_stand_in(name: &str, path: &Path) -> bool {
    let rustup = |path: &Path| path.file_stem().is_some_and(|stem| stem == "rustup");
    let beside = || path.with_file_name(format!("rustup{}", std::env::consts::EXE_SUFFIX)).is_file();
    path.canonicalize().is_ok_and(|real| rustup(&real)) || (stands_in_for(name) && beside())
}

/// What rustup chooses a toolchain by in the folder `root`, as text. `named` is chosen before all else.
pub(super) fn choice(root: &Path, named: Option<&str>) -> String {
    let set = || std::env::var(TOOLCHAIN).unwrap_or_default();
    let mut text = named.map_or_else(set, str::to_owned);
    let choice = root.ancestors().find_map(|folder| {
        super::toolchain::FILES.iter().find_map(|name| read_limited(&folder.join(name), MOST_SETTINGS).ok())
    });
    text += &format!("\n{}", choice.map(|bytes| sha256_hex(&bytes)).unwrap_or_default());
    text += &format!("\n{}", home().and_then(|home| stamp(&home.join("settings.toml"))).unwrap_or_default());
    text
}

/// Why no toolchain stands behind the stand-ins, from what rustup `said` when it was asked for one, with what to type.
pub(super) fn refusal(said: &str, named: Option<&str>) -> Unknown {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("error: "));
    let Some(line) = line.map(|line| line.trim_end_matches('.')) else {
        return Unknown::new(Reason::ToolMissing, "the toolchain that rustup chooses here has no compiler");
    };
    let set = std::env::var(TOOLCHAIN).ok().filter(|name| !name.is_empty());
    let advice = match named.map(str::to_owned).or(set) {
        _ if !line.contains("is not installed") => "rustup default stable".to_owned(),
        Some(name) => format!("rustup toolchain install {name}"),
        // What a file of the workspace chooses is installed with all that it names.
        None => "rustup toolchain install".to_owned(),
    };
    Unknown::new(Reason::ToolMissing, format!("{line}: run `{advice}`"))
}

/// The command that an unknown of [`refusal`] says to type.
pub(crate) fn advised(unknown: &Unknown) -> Option<Vec<String>> {
    let (_, rest) = unknown.detail.rsplit_once(": run `")?;
    let line = rest.strip_suffix('`').filter(|line| line.starts_with("rustup "))?;
    Some(line.split(' ').map(str::to_owned).collect())
}

/// Why a toolchain that somebody names cannot be had without rustup.
pub(crate) fn no_rustup(toolchain: &str) -> Unknown {
    let detail = format!(
        "the toolchain `{toolchain}` is asked for, and without rustup nobody can choose one: install it from https://rustup.rs"
    );
    Unknown::new(Reason::ToolMissing, detail)
}

/// May a toolchain of this name be asked for by a command that only looks? A path could lead into the repository.
pub(crate) fn is_name(toolchain: &str) -> bool {
    !toolchain.is_empty()
        && toolchain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustup_refuses_is_told_with_what_to_type() {
        let absent = "error: toolchain '1.80.0-x86_64-unknown-linux-gnu' is not installed\nhelp: run `rustup toolchain \
                      install` to install it\n";
        let told = refusal(absent, Some("1.80.0"));
        let expected = "toolchain '1.80.0-x86_64-unknown-linux-gnu' is not installed: run `rustup toolchain install 1.80.0`";
        assert_eq!(told, Unknown::new(Reason::ToolMissing, expected));
        assert_eq!(advised(&told).unwrap(), ["rustup", "toolchain", "install", "1.80.0"]);
        let none = "error: rustup could not choose a version of rustc to run, because one wasn't specified explicitly, and \
                    no default is configured.\n";
        assert!(
            refusal(none, None).detail.ends_with("no default is configured: run `rustup default stable`")
        );
        assert_eq!(advised(&refusal("killed\n", None)), None);
        assert_eq!(advised(&Unknown::new(Reason::ToolMissing, "x: run `rm -rf y`")), None);
    }

    #[test]
    fn only_names_are_asked_for() {
        for (name, may) in [("nightly-2026-01-01", true), ("/tc", false), ("../tc", false), ("", false)] {
            assert_eq!(is_name(name), may, "{name}");
        }
    }
}
