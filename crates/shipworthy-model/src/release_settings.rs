//! The settings of a release: what may stand in `[release]` of `readiness.toml`, as tables from which come its validation,
//! its JSON Schema and its reference page; and what was written there.

use std::collections::BTreeMap;

use crate::kind::{Param, ParamType};
use crate::params::Params;

/// The word in a template that stands for the name of the package.
pub const NAME: &str = "{name}";

/// The word in a template that stands for the version that is released.
pub const VERSION: &str = "{version}";

/// The word in a template that stands for the day of the release.
pub const DATE: &str = "{date}";

/// The keys of one entry of `version-files`.
static VERSION_FILE: [Param; 3] = [
    Param::required("path", ParamType::Path, "The file."),
    Param::required(
        "pattern",
        ParamType::Pattern,
        "What stands around the version: a regular expression with `{version}` in it. The version is written anew with as \
         many numbers as stand there.",
    ),
    Param::optional("at-least", ParamType::Floor, "In how many places it must stand, default 1."),
];

const TAG_NAME: Param = Param::optional(
    "tag-name",
    ParamType::Text,
    "How tags are named, such as `{name}-v{version}`. Without `{name}`, packages of one version share one tag. Default: as the \
     repository named them so far.",
);
const PUBLISH: Param = Param::optional(
    "publish",
    ParamType::Flag,
    "`false`: nothing is uploaded; there are a version, a tag and a release at the forge all the same, also of packages with \
     `publish = false` in their manifests. Default: as the manifest says.",
);
const ALL_FEATURES: Param = Param::optional(
    "all-features",
    ParamType::Flag,
    "Build the packed crate with all features. Default `false`.",
);
const TARGET: Param = Param::optional(
    "target",
    ParamType::Text,
    "Build the packed crate for this target, such as `wasm32-unknown-unknown`. Default: that of cargo.",
);
const NO_VERIFY: Param = Param::optional(
    "no-verify",
    ParamType::Text,
    "Why the packed crate is not built before it is uploaded. The plan and the record of the release repeat it.",
);
const VERSION_FILES: Param = Param::optional(
    "version-files",
    ParamType::Tables(&VERSION_FILE),
    "Further files in which the version stands.",
);

/// What may stand in `[release]`, besides `packages`.
pub static RELEASE_PARAMS: [Param; 9] = [
    TAG_NAME,
    Param::optional(
        "pre-release-commit-message",
        ParamType::Text,
        "The message of the version commit; `{version}` and `{date}` stand for those of the release. Default \
         `Release {version}`.",
    ),
    PUBLISH,
    ALL_FEATURES,
    TARGET,
    NO_VERIFY,
    VERSION_FILES,
    Param::optional(
        "pre-release-hook",
        ParamType::Argv,
        "A command that is run before the first change, and must leave the tree as it is. When it fails, nothing is released.",
    ),
    Param::optional(
        "post-release-hook",
        ParamType::Argv,
        "A command that is run when all else is done. When it fails, it stays open, and `--resume` runs it again.",
    ),
];

/// What may stand in `[release.packages.NAME]`. What is left out there is as in `[release]`.
pub static RELEASE_PACKAGE_PARAMS: [Param; 8] = [
    Param::optional(
        "release",
        ParamType::Flag,
        "`false`: the package is left out of releases. `true`: it is in them, though its manifest says `publish = false`.",
    ),
    TAG_NAME,
    PUBLISH,
    Param::optional(
        "features",
        ParamType::Texts,
        "Build the packed crate, and the fresh project that depends on it, with these features. Cargo builds crates that are \
         packed together with the features of all, and refuses one that a crate does not know.",
    ),
    ALL_FEATURES,
    TARGET,
    NO_VERIFY,
    VERSION_FILES,
];

/// What a checklist says of releases.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReleaseSettings {
    /// What holds for all packages: the values of [`RELEASE_PARAMS`].
    pub all: Params,
    /// What holds for single packages, by name: the values of [`RELEASE_PACKAGE_PARAMS`].
    pub packages: BTreeMap<String, Params>,
}

/// A file, besides manifests and changelogs, in which a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionFile<'s> {
    /// The path of the file from the root.
    pub path: &'s str,
    /// A regular expression with [`VERSION`] in it.
    pub pattern: &'s str,
    /// In how many places it must be found.
    pub at_least: u64,
}

impl ReleaseSettings {
    /// What was written of one package.
    pub fn of(&self, package: &str) -> Option<&Params> {
        self.packages.get(package)
    }

    /// Where a key is written that counts for a package: in its own table, else in the one for all.
    fn params(&self, package: &str, key: &str) -> &Params {
        self.of(package).filter(|own| own.has(key)).unwrap_or(&self.all)
    }

    /// Is the package released or left out, by its own table? `None` where that does not say.
    pub fn release(&self, package: &str) -> Option<bool> {
        self.of(package)?.flag("release")
    }

    /// May the package be uploaded, as far as the settings go?
    pub fn publish(&self, package: &str) -> Option<bool> {
        self.params(package, "publish").flag("publish")
    }

    /// The template of the package's tag.
    pub fn tag_name(&self, package: &str) -> Option<&str> {
        self.params(package, "tag-name").text("tag-name")
    }

    /// The features with which the package is built when it is packed.
    pub fn features(&self, package: &str) -> Vec<&str> {
        self.of(package).map(|own| own.texts("features")).unwrap_or_default()
    }

    /// Is the package built with all its features when it is packed?
    pub fn all_features(&self, package: &str) -> bool {
        self.params(package, "all-features").flag("all-features").unwrap_or_default()
    }

    /// The target that the package is built for when it is packed.
    pub fn target(&self, package: &str) -> Option<&str> {
        self.params(package, "target").text("target")
    }

    /// Why the package is not built when it is packed.
    pub fn no_verify(&self, package: &str) -> Option<&str> {
        self.params(package, "no-verify").text("no-verify")
    }

    /// The files in which the version of a package stands; with no package, that of all.
    pub fn version_files(&self, package: Option<&str>) -> Vec<VersionFile<'_>> {
        let params = match package {
            Some(package) => self.of(package),
            None => Some(&self.all),
        };
        let tables = params.map(|params| params.tables("version-files")).unwrap_or_default();
        tables
            .into_iter()
            .filter_map(|table| {
                let at_least = table.count("at-least").unwrap_or(1);
                Some(VersionFile { path: table.text("path")?, pattern: table.text("pattern")?, at_least })
            })
            .collect()
    }

    /// The paths of all files in which a version stands.
    pub fn version_paths(&self) -> Vec<&str> {
        let packages = self.packages.keys().map(|name| Some(name.as_str()));
        let all = packages.chain([None]).flat_map(|package| self.version_files(package));
        all.map(|file| file.path).collect()
    }

    /// The command that is run before the first change.
    pub fn pre_release_hook(&self) -> Vec<&str> {
        self.all.texts("pre-release-hook")
    }

    /// The command that is run when all else is done.
    pub fn post_release_hook(&self) -> Vec<&str> {
        self.all.texts("post-release-hook")
    }

    /// The template of the version commit's message.
    pub fn commit_message(&self) -> Option<&str> {
        self.all.text("pre-release-commit-message")
    }
}
