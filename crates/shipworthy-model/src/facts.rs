//! Facts about the workspace and the machine: plain data, filled in by the engine, without an opinion.

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
    /// The version that the program reports; `None` when it would not say.
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
    /// The member of the workspace with this name.
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
    /// The name of the package.
    pub name: String,
    /// The version of the package.
    pub version: String,
    /// The folder of the package, relative to the root.
    pub dir: String,
    /// The path of the package's manifest, relative to the root.
    pub manifest: String,
    /// Is the package built when nobody names one (`default-members`)?
    pub default_member: bool,
    /// May the package be published to some registry?
    pub publishable: bool,
    /// The field `description` of the manifest.
    pub description: Option<String>,
    /// The field `license` of the manifest, an SPDX expression.
    pub license: Option<String>,
    /// The field `license-file` of the manifest.
    pub license_file: Option<String>,
    /// The field `repository` of the manifest.
    pub repository: Option<String>,
    /// The field `homepage` of the manifest.
    pub homepage: Option<String>,
    /// The field `documentation` of the manifest.
    pub documentation: Option<String>,
    /// The field `readme` of the manifest, relative to the package.
    pub readme: Option<String>,
    /// The field `rust-version` of the manifest.
    pub rust_version: Option<String>,
    /// The field `keywords` of the manifest.
    pub keywords: Vec<String>,
    /// The field `categories` of the manifest.
    pub categories: Vec<String>,
    /// The names of the package's features.
    pub features: Vec<String>,
    /// The targets that the package builds.
    pub targets: Vec<Target>,
    /// The direct dependencies of the package.
    pub dependencies: Vec<Dependency>,
}

/// One target that a package builds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The name of the target.
    pub name: String,
    /// `lib`, `bin`, `test`, `bench`, `example`, `custom-build`, `proc-macro`, ...
    pub kinds: Vec<String>,
    /// The root file of the target.
    pub root: String,
    /// The features without which the target is skipped in silence.
    pub required_features: Vec<String>,
    /// Is the target built and run by `cargo test`?
    pub test: bool,
    /// Are the doctests of the target run?
    pub doctest: bool,
}

/// One direct dependency of a package.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// The name of the package depended upon.
    pub name: String,
    /// The version requirement; `*` when none was written.
    pub requirement: String,
    /// The section of the manifest that the dependency is in: `normal`, `dev` or `build`.
    pub section: String,
    /// The folder of a path dependency (absolute when it lies outside the workspace); `None` for any other.
    pub path: Option<String>,
}

/// The flags of a command, long and short (`--package`, `-p`), as its own help names them.
pub type Flags = BTreeMap<String, Takes>;

/// Whether a flag takes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// The flag takes no value.
    Nothing,
    /// The flag needs a value.
    Value,
    /// The flag may take a value, or stand alone.
    Perhaps,
}
