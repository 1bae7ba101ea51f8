//! The places where the tools of Rust look for settings of their own: from the folders of packages up to the root of the
//! disk, and in the folders of the user. A place where nothing is counts too, because something may appear there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shipworthy_model::facts::Workspace;
use shipworthy_model::path::folder;

use crate::facts::tree::Tree;

/// The tools that are known to look for settings of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SettingsOf {
    Rustfmt,
    Clippy,
    Nextest,
}

impl SettingsOf {
    /// The settings that a program of this name reads, when it is one of these.
    pub(crate) fn program(name: &str) -> Option<Self> {
        match name {
            "cargo-fmt" | "rustfmt" => Some(Self::Rustfmt),
            "cargo-clippy" | "clippy-driver" => Some(Self::Clippy),
            "cargo-nextest" => Some(Self::Nextest),
            _ => None,
        }
    }

    /// The name of the tool.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rustfmt => "rustfmt",
            Self::Clippy => "clippy",
            Self::Nextest => "nextest",
        }
    }

    /// All places where the tool may look, in order.
    pub(crate) fn places(self, root: &Path, tree: &Tree, workspace: Option<&Workspace>) -> BTreeSet<PathBuf> {
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        let names: &[&str] = match self {
            Self::Rustfmt => &["rustfmt.toml", ".rustfmt.toml"],
            Self::Clippy => &["clippy.toml", ".clippy.toml"],
            Self::Nextest => &[".config/nextest.toml"],
        };
        let packages = workspace.map_or(&[][..], |workspace| workspace.packages.as_slice());
        let mut inner: BTreeSet<PathBuf> = packages.iter().map(|package| root.join(&package.dir)).collect();
        inner.insert(root.to_owned());
        if self == Self::Rustfmt {
            let sources = tree.files.iter().filter(|file| file.path.ends_with(".rs"));
            inner.extend(
                sources
                    .map(|file| folder(&file.path))
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .map(|dir| root.join(dir)),
            );
        }
        let own = std::env::var_os("CLIPPY_CONF_DIR").filter(|_| self == Self::Clippy);
        inner.extend(own.map(|own| root.join(own)));
        for folder in inner {
            folders.extend(folder.ancestors().map(Path::to_owned));
        }
        let mut places: BTreeSet<PathBuf> =
            folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect();
        places.extend(self.of_user());
        places
    }

    fn of_user(self) -> Vec<PathBuf> {
        let home = std::env::home_dir();
        let given = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let mut config: Vec<PathBuf> = given.into_iter().collect();
        for inner in [".config", "Library/Application Support"] {
            config.extend(home.iter().map(|home| home.join(inner)));
        }
        let below = |inner: &str| config.iter().map(|folder| folder.join(inner)).collect::<Vec<_>>();
        match self {
            Self::Rustfmt => {
                let own = home
                    .iter()
                    .flat_map(|home| ["rustfmt.toml", ".rustfmt.toml"].map(|name| home.join(name)));
                own.chain(below("rustfmt/rustfmt.toml")).chain(below("rustfmt/.rustfmt.toml")).collect()
            }
            Self::Clippy => Vec::new(),
            Self::Nextest => below("nextest/config.toml"),
        }
    }
}
