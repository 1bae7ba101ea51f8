//! Facts about the workspace and the machine: plain data, filled in by the engine, without an opinion.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::setting::Setting;

/// What a check may know before it says which steps it needs.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Facts {
    /// The Cargo workspace, or why it could not be read.
    pub workspace: Option<Workspace>,
    /// Tools found on this machine, by program name.
    pub tools: BTreeMap<String, Tool>,
    /// The folder of the root within its git repository, with `/`; empty at the top of one, and without git.
    pub folder_in_repository: String,
}

/// A program and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tool {
    /// The resolved path of the program.
    pub path: String,
    /// The version that the program reports; `None` when it would not say.
    pub version: Option<String>,
}

impl Tool {
    /// The program at this path, which does not say its version.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), version: None }
    }

    /// The program with the version that it reports.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }
}

/// The members of a Cargo workspace. All paths are relative to its root, with `/`; the root itself is the empty
/// string.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Workspace {
    /// The members, sorted by name.
    pub packages: Vec<Package>,
    /// The folders of packages that the root manifest excludes. No command for the workspace reaches them.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// The folders of packages that lie in the workspace and are another's: of a nested workspace, of a submodule, or
    /// what the tests of a member read.
    #[serde(default)]
    pub beside: Vec<String>,
    /// The root that all paths are relative to, seen from the root of the Cargo workspace: the empty string, unless the
    /// checklist lies in a folder of it.
    #[serde(default)]
    pub inside: String,
    /// What the compiler says of the system that it builds for: `unix`, `target_os="linux"`.
    #[serde(default)]
    pub system: BTreeSet<String>,
    /// What settings and variables put between cargo and what it runs.
    #[serde(default)]
    pub settings: Vec<Setting>,
}

impl Workspace {
    /// The workspace of these members, sorted by name, which excludes nothing.
    pub fn of(packages: impl IntoIterator<Item = Package>) -> Self {
        let mut packages: Vec<Package> = packages.into_iter().collect();
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Self { packages, ..Self::default() }
    }

    /// The workspace whose root manifest excludes the packages in these folders.
    #[must_use]
    pub fn excluded(mut self, folders: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.excluded = folders.into_iter().map(Into::into).collect();
        self
    }

    /// The workspace with what settings put between cargo and what it runs.
    #[must_use]
    pub fn settings(mut self, settings: impl IntoIterator<Item = Setting>) -> Self {
        self.settings = settings.into_iter().collect();
        self
    }

    /// The member of the workspace with this name.
    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The member that somebody means who writes its name, its name and version (`core@1.2.0`), its folder or its package
    /// id.
    pub fn member(&self, spec: &str) -> Option<&Package> {
        let folder = spec.trim_start_matches("./").trim_end_matches('/');
        let is = |package: &&Package| {
            package.name == spec
                || package.id.as_deref() == Some(spec)
                || spec.split_once('@') == Some((&package.name, &package.version))
                || (!folder.is_empty() && package.dir == folder)
        };
        self.packages.iter().find(is)
    }

    /// A path that cargo tells from the root of its workspace, as all paths here are told.
    pub fn path_of(&self, told: &str) -> String {
        if self.inside.is_empty() || told.starts_with('/') {
            return told.to_owned();
        }
        let below = told.strip_prefix(&self.inside).and_then(|rest| rest.strip_prefix('/'));
        below.map_or_else(|| "../".repeat(self.inside.split('/').count()) + told, str::to_owned)
    }

    /// The members that `names` need to build and test, themselves included: their dependencies of every sort,
    /// transitively, as far as they are members too. Sorted by name.
    pub fn closure<'a>(&'a self, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a Package> {
        let mut found: BTreeMap<&str, &Package> = BTreeMap::new();
        let mut open: Vec<&str> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            let Some(package) = self.member(name) else { continue };
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
#[non_exhaustive]
pub struct Package {
    /// The name of the package.
    pub name: String,
    /// The version of the package.
    pub version: String,
    /// The id by which cargo knows the package, where it tells one.
    #[serde(default)]
    pub id: Option<String>,
    /// Is there another package of this name among those that the lock file holds?
    #[serde(default)]
    pub ambiguous: bool,
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

impl Package {
    /// A member with this name in a folder, which is the empty string for the root. Its manifest lies there; all else is
    /// as in [`Package::default`]: it has no version, no target and no dependency, and is not published.
    pub fn new(name: impl Into<String>, dir: impl Into<String>) -> Self {
        let dir = dir.into();
        let manifest = if dir.is_empty() { "Cargo.toml".to_owned() } else { format!("{dir}/Cargo.toml") };
        Self { name: name.into(), dir, manifest, ..Self::default() }
    }

    /// The member with this version.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// The member, which is built when nobody names one, or is not.
    #[must_use]
    pub fn default_member(mut self, default_member: bool) -> Self {
        self.default_member = default_member;
        self
    }

    /// The member, which may be published to some registry, or may not.
    #[must_use]
    pub fn publishable(mut self, publishable: bool) -> Self {
        self.publishable = publishable;
        self
    }

    /// The member with features of these names.
    #[must_use]
    pub fn features(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.features = names.into_iter().map(Into::into).collect();
        self
    }

    /// The member with these targets.
    #[must_use]
    pub fn targets(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        self.targets = targets.into_iter().collect();
        self
    }

    /// The member with these direct dependencies.
    #[must_use]
    pub fn dependencies(mut self, dependencies: impl IntoIterator<Item = Dependency>) -> Self {
        self.dependencies = dependencies.into_iter().collect();
        self
    }
}

/// One target that a package builds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// Is the target documented by `cargo doc`?
    #[serde(default)]
    pub doc: bool,
    /// Does the target bring a harness of its own (`harness = false`)?
    #[serde(default)]
    pub own_harness: bool,
}

impl Target {
    /// A target of this kind (`lib`, `bin`, `test`, ...), with its root file. `cargo test` runs nothing of it until a
    /// setter says so.
    pub fn new(name: impl Into<String>, kind: impl Into<String>, root: impl Into<String>) -> Self {
        Self { name: name.into(), kinds: vec![kind.into()], root: root.into(), ..Self::default() }
    }

    /// The target, which is skipped in silence without these features.
    #[must_use]
    pub fn required_features(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.required_features = names.into_iter().map(Into::into).collect();
        self
    }

    /// The target, which is built and run by `cargo test`, or is not.
    #[must_use]
    pub fn test(mut self, test: bool) -> Self {
        self.test = test;
        self
    }

    /// The target, which brings a harness of its own, or does not.
    #[must_use]
    pub fn own_harness(mut self, own_harness: bool) -> Self {
        self.own_harness = own_harness;
        self
    }

    /// The target, which `cargo doc` documents, or does not.
    #[must_use]
    pub fn doc(mut self, doc: bool) -> Self {
        self.doc = doc;
        self
    }

    /// The target whose doctests are run, or are not.
    #[must_use]
    pub fn doctest(mut self, doctest: bool) -> Self {
        self.doctest = doctest;
        self
    }
}

/// One direct dependency of a package.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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

impl Dependency {
    /// A normal dependency on any version of the package with this name, which is in no folder.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), requirement: "*".to_owned(), section: "normal".to_owned(), path: None }
    }

    /// The dependency with this version requirement.
    #[must_use]
    pub fn requirement(mut self, requirement: impl Into<String>) -> Self {
        self.requirement = requirement.into();
        self
    }

    /// The dependency in this section of the manifest: `normal`, `dev` or `build`.
    #[must_use]
    pub fn section(mut self, section: impl Into<String>) -> Self {
        self.section = section.into();
        self
    }

    /// The dependency on the package in this folder.
    #[must_use]
    pub fn path(mut self, folder: impl Into<String>) -> Self {
        self.path = Some(folder.into());
        self
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_meant_by_name_version_folder_and_id() {
        let mut core = Package::new("core", "crates/core").version("1.2.0");
        core.id = Some("path+file:///ws/crates/core#core@1.2.0".to_owned());
        let workspace = Workspace::of([core, Package::new("app", "")]);
        for (spec, name) in [
            ("core", Some("core")),
            ("core@1.2.0", Some("core")),
            ("core@2", None),
            ("crates/core", Some("core")),
            ("./crates/core/", Some("core")),
            ("path+file:///ws/crates/core#core@1.2.0", Some("core")),
            ("app", Some("app")),
            ("", None),
            ("./", None),
            ("crates", None),
        ] {
            assert_eq!(workspace.member(spec).map(|package| package.name.as_str()), name, "{spec}");
        }
    }

    #[test]
    fn paths_are_told_from_the_root_of_the_checklist() {
        let mut workspace = Workspace::default();
        assert_eq!(workspace.path_of("a/src/lib.rs"), "a/src/lib.rs");
        workspace.inside = "tools/a".to_owned();
        for (told, path) in [
            ("tools/a/src/lib.rs", "src/lib.rs"),
            ("b/lib.rs", "../../b/lib.rs"),
            ("/x", "/x"),
            ("tools/ab", "../../tools/ab"),
        ] {
            assert_eq!(workspace.path_of(told), path);
        }
    }
}
