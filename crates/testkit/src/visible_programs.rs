//! A machine on which a program is missing (a folder of links to all the others is the whole `PATH`), or on which
//! there is one more.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::iter;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment;

/// The programs that a child process sees.
#[derive(Debug, Clone, Default)]
pub(crate) struct VisiblePrograms {
    /// The programs of this machine that the process sees.
    pub(crate) installed: InstalledPrograms,
    /// Folders of programs more, which come before those of this machine.
    pub(crate) folders: Vec<PathBuf>,
    /// The scripts of the test, by name. They come before any program of the machine.
    pub(crate) own: BTreeMap<String, String>,
}

/// The programs of this machine that a child process sees.
#[derive(Debug, Clone, Default)]
pub(crate) enum InstalledPrograms {
    /// All programs of the machine.
    #[default]
    All,
    /// All programs but these.
    Without(BTreeSet<String>),
    /// No programs but these.
    Only(BTreeSet<String>),
}

impl VisiblePrograms {
    /// Lets `command` see only these programs. `dir` is a new folder, for links and scripts.
    pub(crate) fn apply(&self, command: &mut Command, dir: &Path) {
        let mut path = env::var_os("PATH").unwrap_or_default();
        if !matches!(self.installed, InstalledPrograms::All) {
            let home = self.installed.cargo_home(dir);
            path = home.join("bin").into_os_string();
            command.env("CARGO_HOME", home);
        }
        let folders = self.folders.iter().filter(|folder| self.installed.allows(folder));
        let folders: Vec<_> = folders.cloned().collect();
        if !folders.is_empty() {
            let folders = folders.into_iter().chain(env::split_paths(&path));
            path = env::join_paths(folders).expect("what was split can be joined");
        }
        if !self.own.is_empty() {
            let own = dir.join("own-tools");
            fs::create_dir_all(&own).expect("a new folder can be made");
            for (name, script) in &self.own {
                let file = own.join(name);
                fs::write(&file, script).expect("a new file can be written");
                fs::set_permissions(file, fs::Permissions::from_mode(0o755))
                    .expect("a new file may be made runnable");
            }
            let folders = iter::once(own).chain(env::split_paths(&path));
            path = env::join_paths(folders).expect("what was split can be joined");
        }
        command.env("PATH", path);
    }
}

impl InstalledPrograms {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Without(names) => !names.contains(name),
            Self::Only(names) => names.contains(name),
        }
    }

    /// Does the folder hold no program that is to be missing?
    fn allows(&self, folder: &Path) -> bool {
        match self {
            Self::All => true,
            Self::Without(names) => !names.iter().any(|name| folder.join(name).exists()),
            Self::Only(_) => false,
        }
    }

    /// A `CARGO_HOME` whose `bin` holds links to these programs. cargo and rustup look there whatever `PATH` says.
    fn cargo_home(&self, dir: &Path) -> PathBuf {
        let home = dir.join("cargo-home");
        let bin = home.join("bin");
        fs::create_dir_all(&bin).expect("a new folder can be made");
        for (name, path) in self.programs() {
            // The first on the PATH wins. A link keeps its own name, by which rustup's proxies know what they are.
            let _ = symlink(path, bin.join(name));
        }
        for entry in
            environment::cargo_home().and_then(|real| fs::read_dir(real).ok()).into_iter().flatten().flatten()
        {
            if entry.file_name() != "bin" {
                symlink(entry.path(), home.join(entry.file_name()))
                    .expect("a link can be made in a new folder");
            }
        }
        home
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
