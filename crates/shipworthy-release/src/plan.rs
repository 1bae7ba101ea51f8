//! A plan: all that a release would change, as data. Making one changes nothing; it is written to a file, read by people,
//! and carried out only as long as the workspace is the one it was made for.

use std::collections::BTreeMap;

use semver::Version;
use serde::{Deserialize, Serialize};
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_model::judgement::Finding;

use crate::effect::ReleaseEffect;
use crate::repository::Repository;

/// The version of the plan file's format.
pub const PLAN_SCHEMA: u32 = 1;

/// The length of the longest name of a release that spells its packages out, in bytes.
const LONGEST_NAME: usize = 200;

/// A plan: all that the release of a version would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of the format, [`PLAN_SCHEMA`].
    pub schema: u32,
    /// When the plan was made, in RFC 3339. The release commit and its tags carry this time, so that the same plan
    /// makes the same commit, however often it is begun.
    pub created: String,
    /// The commit that the plan was made on; on any other it is out of date.
    pub commit: String,
    /// The branch that is released from; empty when HEAD was detached, and such a plan is never carried out.
    pub branch: String,
    /// The remote that is pushed to; `None` when there is none to push to and the user said so.
    pub remote: Option<String>,
    /// The packages, each after those it depends on.
    pub packages: Vec<PlannedPackage>,
    /// The files that get another text.
    pub edits: Vec<FileEdit>,
    /// The message of the version commit.
    pub message: String,
    /// The tags of the release, with their messages.
    pub tags: Vec<Tag>,
    /// The release notes, in Markdown.
    pub notes: String,
    /// The effects of the release, in order.
    pub effects: Vec<ReleaseEffect>,
    /// What a reader should know of how the plan was made.
    pub remarks: Vec<String>,
    /// Is it a release of some packages only? Then it is known by their names as well.
    #[serde(default)]
    pub chosen: bool,
    /// The commands that are run with the release, by the name of their effect.
    #[serde(default)]
    pub hooks: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// The name that the release is known by on this machine, which can be typed: its version, or `aa@0.2.0,bb@1.5.0` for
    /// one of some packages only.
    pub fn name(&self) -> String {
        match self.chosen {
            true => {
                let mut each: Vec<String> =
                    self.packages.iter().map(|member| format!("{}@{}", member.name, member.to)).collect();
                each.sort();
                let name = each.join(",");
                // It is the name of a folder, too.
                match name.len() <= LONGEST_NAME {
                    true => name,
                    false => format!("{}+{}", self.version(), &sha256_hex(name.as_bytes())[..8]),
                }
            }
            false => self.version(),
        }
    }

    /// The plan with those packages only that are uploaded.
    pub(crate) fn uploads(&self) -> Self {
        let packages = self.packages.iter().filter(|member| member.settings.upload);
        Self { packages: packages.cloned().collect(), ..self.clone() }
    }

    /// The version that the release is known by: the highest of its packages.
    pub fn version(&self) -> String {
        let versions = self.packages.iter().filter_map(|member| Version::parse(&member.to).ok());
        versions.max().map(|version| version.to_string()).unwrap_or_default()
    }

    /// The plan as the text of its file.
    ///
    /// # Errors
    ///
    /// When the plan cannot be written as JSON, which is a defect of ours.
    pub fn text(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|error| error.to_string())
    }

    /// Reads a plan from the text of its file.
    ///
    /// # Errors
    ///
    /// When the text is no plan, or one of another release of this tool: why, on one line.
    pub fn read(text: &str) -> Result<Self, String> {
        /// The field that the plan files of all releases have.
        #[derive(Deserialize)]
        struct Versioned {
            schema: u32,
        }
        let Versioned { schema } = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if schema != PLAN_SCHEMA {
            return Err(format!("it has the format {schema}, and this program knows {PLAN_SCHEMA}"));
        }
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// What is no longer as it was when the plan was made: the commit, the branch, the remote, the files that it edits.
    pub fn outdated(&self, now: &Repository, texts: &BTreeMap<String, String>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut changed = |what: &str, then: Option<&str>, now: Option<&str>| {
            if then != now {
                let [then, now] = [then, now].map(|it| it.unwrap_or("none"));
                findings.push(Finding::new("outdated", format!("the {what} was {then}, and is {now}")));
            }
        };
        changed("commit", Some(&self.commit), now.commit.as_deref());
        changed("branch", Some(&self.branch), now.branch.as_deref());
        changed("remote", self.remote.as_deref(), now.remote.as_deref());
        for edit in &self.edits {
            let digest = texts.get(&edit.path).map(|text| sha256_hex(text.as_bytes()));
            if digest.as_deref() != Some(&edit.before) {
                let finding = Finding::new("outdated", "was changed since the plan was made");
                findings.push(finding.at(&edit.path, None, None));
            }
        }
        findings
    }
}

/// One package of a plan: its versions, and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedPackage {
    /// The name of the package.
    pub name: String,
    /// The version of the package now.
    pub from: String,
    /// The version of the package after the release.
    pub to: String,
    /// The registry that the package goes to; `None` for crates.io.
    pub registry: Option<String>,
    /// The members that the package depends on, which must be visible in the registry first.
    pub after: Vec<String>,
    /// The programs of the package that can be installed.
    pub programs: Vec<String>,
    /// Does the package have a library that a consumer can build against?
    pub library: bool,
    /// What the checklist says of how the package is released.
    #[serde(default)]
    pub settings: PackageSettings,
}

/// What the checklist says of how one package is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageSettings {
    /// Is the package uploaded to its registry?
    pub upload: bool,
    /// The template of the package's tag, where the checklist has one.
    pub tag_name: Option<String>,
    /// The features that whoever depends on the package must choose, and with which it is built when it is packed.
    pub features: Vec<String>,
    /// Is the package built with all its features when it is packed? Then those are here.
    pub all_features: Vec<String>,
    /// The target that the package is built for when it is packed.
    pub target: Option<String>,
    /// Why the package is not built when it is packed.
    pub no_verify: Option<String>,
}

impl Default for PackageSettings {
    fn default() -> Self {
        Self {
            upload: true,
            tag_name: None,
            features: Vec::new(),
            all_features: Vec::new(),
            target: None,
            no_verify: None,
        }
    }
}

/// A file that gets another text by a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEdit {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// SHA-256 of the text that the file has now, in hexadecimal.
    pub before: String,
    /// The text that the file gets.
    pub text: String,
}

/// A tag that a release makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// The name of the tag.
    pub name: String,
    /// The message of the tag; tags are annotated.
    pub message: String,
    /// The notes of what this tag is for; `None` where those of the whole release are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}
