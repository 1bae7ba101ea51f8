//! A release that came to its end, as it is kept: what is where now, how each step was seen last, and what is still open.
//! Immutable once written; looking again writes a newer one.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The version of the format of release records that this release writes. It reads this one and older ones.
pub const RELEASE_SCHEMA: u32 = 1;

/// A release, as it was seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// [`RELEASE_SCHEMA`] of the release that wrote it.
    pub schema: u32,
    /// Later records of the store have larger numbers, whatever the clock says.
    pub sequence: u64,
    /// The version that the release is known by: the highest of its packages.
    pub version: String,
    /// The commit that was released.
    pub commit: String,
    /// The tags on it.
    pub tags: Vec<String>,
    /// What was uploaded.
    pub packages: Vec<ReleasedPackage>,
    /// When it came to its end first: everything was uploaded then. Looking again does not change it.
    pub ended: Timestamp,
    /// When this was seen.
    pub recorded: Timestamp,
    /// SHA-256 of the plan that was carried out.
    pub plan: String,
    /// Every step, in order, with how it stands.
    pub steps: Vec<ReleaseStep>,
}

/// A package in a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The registry it went to; `None` where cargo decides.
    pub registry: Option<String>,
    /// SHA-256 of what that registry has; `None` when nobody could see it.
    pub sha256: Option<String>,
}

/// One step of the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseStep {
    /// What was to be done or seen, for scripts: `upload`, `docs`.
    pub effect: String,
    /// The package or the tag it is about; `None` where there is only one such step.
    pub of: Option<String>,
    /// What was to be done or seen, for people: `docs of shipworthy`.
    pub title: String,
    /// How it was seen.
    pub state: StepState,
    /// What shows it, or why nothing could be seen.
    pub seen: String,
}

/// How a step was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// What the step makes is not there.
    Absent,
    /// What the step makes is there, as planned.
    Equal,
    /// Something else is there.
    Different,
    /// What is there could not be seen.
    Unknown,
    /// Nothing here could see or do it: that is for a person.
    ByHand,
}

impl StepState {
    /// The word for it, in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Equal => "equal",
            Self::Different => "different",
            Self::Unknown => "unknown",
            Self::ByHand => "by-hand",
        }
    }
}

impl Release {
    /// What was not seen to be as planned: open work.
    pub fn open(&self) -> impl Iterator<Item = &ReleaseStep> {
        self.steps.iter().filter(|step| step.state != StepState::Equal)
    }
}

/// What is known of all releases of a workspace.
#[derive(Debug, Clone, Default)]
pub struct Releases {
    /// The newest readable record of each version.
    pub all: Vec<Release>,
    /// Versions with records of which none can be read.
    pub unread: Vec<String>,
    /// What is wrong with the records, one line each.
    pub problems: Vec<String>,
}

impl Releases {
    /// The release that ended last.
    pub fn last(&self) -> Option<&Release> {
        self.all.iter().max_by_key(|release| (release.ended, release.sequence))
    }
}
