//! A plan: all that a release would change, as data. Making one changes nothing; it is written to a file, read by people,
//! and carried out only as long as the workspace is the one it was made for.

use std::collections::BTreeMap;

use semver::Version;
use serde::{Deserialize, Serialize};
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_model::judgement::Finding;

use crate::effect::Effect;
use crate::repository::Repository;

/// The version of the plan file's format.
pub const PLAN_SCHEMA: u32 = 1;

/// All that the release of a version would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of the format, [`PLAN_SCHEMA`].
    pub schema: u32,
    /// When it was made (RFC 3339). The release commit and its tags carry this time, so that the same plan makes the same
    /// commit, however often it is begun.
    pub created: String,
    /// The commit it was made on; on any other it is out of date.
    pub commit: String,
    /// The branch that is released from.
    pub branch: String,
    /// The remote that is pushed to; `None` when there is none to push to and the user said so.
    pub remote: Option<String>,
    /// The packages, each after those it depends on.
    pub packages: Vec<PlannedPackage>,
    /// Files that get another text.
    pub edits: Vec<FileEdit>,
    /// The message of the version commit.
    pub message: String,
    /// The tags, with their messages.
    pub tags: Vec<Tag>,
    /// The release notes, in Markdown.
    pub notes: String,
    /// What will be done and looked at, in order.
    pub effects: Vec<Effect>,
    /// What a reader should know of how it was made.
    pub remarks: Vec<String>,
}

impl Plan {
    /// The version that the release is known by: the highest of its packages.
    pub fn version(&self) -> String {
        let versions = self.packages.iter().filter_map(|member| Version::parse(&member.to).ok());
        versions.max().map(|version| version.to_string()).unwrap_or_default()
    }

    /// The plan as its file has it.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON, which is a defect of ours.
    pub fn text(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|error| error.to_string())
    }

    /// Reads the text of a plan file.
    ///
    /// # Errors
    ///
    /// When it is none, or one of another release of this tool: why, on one line.
    pub fn read(text: &str) -> Result<Self, String> {
        /// All that is known of the files of other releases.
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

/// One package of a plan: what it is now, what it will be, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedPackage {
    /// Its name.
    pub name: String,
    /// Its version now.
    pub from: String,
    /// Its version then.
    pub to: String,
    /// The registry it goes to; `None` for crates.io.
    pub registry: Option<String>,
    /// The members it depends on, which must be visible in the registry first.
    pub after: Vec<String>,
    /// The programs of it that can be installed.
    pub programs: Vec<String>,
    /// Is there a library that a consumer can build against?
    pub library: bool,
}

/// A file that gets another text by a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEdit {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// SHA-256 of the text it has now, in hexadecimal.
    pub before: String,
    /// The text it gets.
    pub text: String,
}

/// A tag that a release makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its message; tags are annotated.
    pub message: String,
}
