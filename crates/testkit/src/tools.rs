//! A machine on which a program is missing: a folder of links to all the others, as the whole `PATH`.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which programs of this machine a child sees.
#[derive(Debug, Clone, Default)]
pub(crate) enum Tools {
    /// All of them.
    #[default]
    All,
    /// All but these.
    Without(BTreeSet<String>),
    /// These.
    Only(BTreeSet<String>),
}

impl Tools {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Without(names) => !names.contains(name),
            Self::Only(names) => names.contains(name),
        }
    }

    /// Lets `command` see only these programs. `dir` is a new folder for the links.
    pub(crate) fn apply(&self, command: &mut Command, dir: &Path) {
        if matches!(self, Self::All) {
            return;
        }
        // cargo and rustup look into CARGO_HOME/bin whatever PATH says, so that is replaced as well.
        let home = dir.join("cargo-home");
        let bin = home.join("bin");
        fs::create_dir_all(&bin).expect("a new folder can be made");
        for (name, path) in self.programs() {
            // The first on the PATH wins. A link keeps its own name, by which rustup's proxies know what they are.
            let _ = symlink(path, bin.join(name));
        }
        for entry in cargo_home().and_then(|real| fs::read_dir(real).ok()).into_iter().flatten().flatten() {
            if entry.file_name() != "bin" {
                symlink(entry.path(), home.join(entry.file_name()))
                    .expect("a link can be made in a new folder");
            }
        }
        command.env("PATH", &bin).env("CARGO_HOME", &home);
    }

    fn programs(&self) -> Vec<(String, PathBuf)> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&path).filter(|folder| folder.is_absolute());
        let files = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        files
            .filter_map(|file| Some((file.file_name().into_string().ok()?, file.path())))
            .filter(|(name, path)| self.has(name) && runs(path))
            .collect()
    }
}

fn runs(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

fn cargo_home() -> Option<PathBuf> {
    let set = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    set.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
}
