//! A plan: all that a release would change, as data. Making one changes nothing; it is written to a file, read by people,
//! and carried out only as long as the workspace is the one it was made for.

use serde::{Deserialize, Serialize};

use crate::effect::Effect;

/// The version of the plan file's format.
pub const PLAN_SCHEMA: u32 = 1;

/// What would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// [`PLAN_SCHEMA`].
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
    pub packages: Vec<Member>,
    /// Files that get another text.
    pub edits: Vec<Edit>,
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

/// One package of the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
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
    /// Has it programs that can be installed?
    pub programs: Vec<String>,
    /// Is there a library that a consumer can build against?
    pub library: bool,
}

/// A file that gets another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// SHA-256 of the text it has now, in hexadecimal.
    pub before: String,
    /// The text it gets.
    pub text: String,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its message; tags are annotated.
    pub message: String,
}

/// A plan that was approved: by a verdict of GO for its commit, and by a person who typed `--execute`. Only this acts, and
/// it is used up by acting.
#[derive(Debug)]
pub struct Approved(pub(crate) Plan);

impl Approved {
    /// Approves a plan. Whoever calls this has seen that every preflight check passed on the plan's commit.
    pub fn new(plan: Plan) -> Self {
        Self(plan)
    }

    /// What was approved.
    pub fn plan(&self) -> &Plan {
        &self.0
    }
}
