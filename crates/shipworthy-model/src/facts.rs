//! What is so about the workspace and the machine: plain data, filled in by the engine, without an opinion.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a check may know before it says which steps it needs.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Facts {
    /// The Cargo workspace, or why it could not be read.
    pub workspace: Option<Workspace>,
    /// Tools found on this machine, by program name.
    pub tools: BTreeMap<String, Tool>,
}

/// A program and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// The resolved path of the program.
    pub path: String,
    /// The version it reports, `None` when it would not say.
    pub version: Option<String>,
}

/// The members of a Cargo workspace. All paths are relative to its root, with `/`; the root itself is the empty
/// string.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    /// The members, sorted by name.
    pub packages: Vec<Package>,
    /// The folders of packages that the root manifest excludes. No command for the workspace reaches them.
    #[serde(default)]
    pub excluded: Vec<String>,
}

impl Workspace {
    /// The member with this name.
    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The members that `names` need to build and test, themselves included: their dependencies of every sort,
    /// transitively, as far as they are members too. Sorted by name.
    pub fn closure<'a>(&'a self, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a Package> {
        let mut found: BTreeMap<&str, &Package> = BTreeMap::new();
        let mut open: Vec<&str> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            let Some(package) = self.package(name) else { continue };
            if found.insert(&package.name, package).is_none() {
                open.extend(
                    package.dependencies.iter().filter(|d| d.path.is_some()).map(|d| d.name.as_str()),
                );
            }
        }
        found.into_values().collect()
    }
}

/// One member of the workspace.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its folder.
    pub dir: String,
    /// Its manifest.
    pub manifest: String,
    /// Is it built when nobody names a package (`default-members`)?
    pub default_member: bool,
    /// May it be published to some registry?
    pub publishable: bool,
    /// `description`.
    pub description: Option<String>,
    /// `license`, an SPDX expression.
    pub license: Option<String>,
    /// `license-file`.
    pub license_file: Option<String>,
    /// `repository`.
    pub repository: Option<String>,
    /// `homepage`.
    pub homepage: Option<String>,
    /// `documentation`.
    pub documentation: Option<String>,
    /// `readme`, relative to the package.
    pub readme: Option<String>,
    /// `rust-version`.
    pub rust_version: Option<String>,
    /// `keywords`.
    pub keywords: Vec<String>,
    /// `categories`.
    pub categories: Vec<String>,
    /// The names of its features.
    pub features: Vec<String>,
    /// What it builds.
    pub targets: Vec<Target>,
    /// What it depends on directly.
    pub dependencies: Vec<Dependency>,
}

/// One thing a package builds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `lib`, `bin`, `test`, `bench`, `example`, `custom-build`, `proc-macro`, ...
    pub kinds: Vec<String>,
    /// Its root file.
    pub root: String,
    /// Features without which it is skipped in silence.
    pub required_features: Vec<String>,
    /// Is it built and run by `cargo test`?
    pub test: bool,
    /// Are its doctests run?
    pub doctest: bool,
}

/// One direct dependency.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// The name of the package depended upon.
    pub name: String,
    /// The version requirement; `*` when none was written.
    pub requirement: String,
    /// `normal`, `dev` or `build`.
    pub section: String,
    /// For a path dependency, its folder (absolute when it lies outside the workspace).
    pub path: Option<String>,
}

/// The flags of a command, long and short (`--package`, `-p`), as its own help names them.
pub type Flags = BTreeMap<String, Takes>;

/// What a flag wants behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// The flag stands alone.
    Nothing,
    /// A value must follow the flag.
    Value,
    /// A value may follow the flag, or be left out.
    Perhaps,
}
