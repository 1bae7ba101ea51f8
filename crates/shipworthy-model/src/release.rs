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
    /// The [`RELEASE_SCHEMA`] of the release that wrote the record.
    pub schema: u32,
    /// Later records of the store have larger numbers, whatever the clock says.
    pub sequence: u64,
    /// The version that the release is known by: the highest of its packages.
    pub version: String,
    /// The commit that was released.
    pub commit: String,
    /// The tags on the version commit.
    pub tags: Vec<String>,
    /// The packages that were uploaded.
    pub packages: Vec<ReleasedPackage>,
    /// When the release came to its end for the first time: everything was uploaded then. Looking again does not change
    /// it.
    pub ended: Timestamp,
    /// When the release was seen so.
    pub recorded: Timestamp,
    /// SHA-256 of the plan that was carried out, in hexadecimal.
    pub plan: String,
    /// Every step of the release, in order, with the state in which it was seen.
    pub steps: Vec<ReleaseStep>,
}

/// A package in a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedPackage {
    /// The name of the package.
    pub name: String,
    /// The version of the package.
    pub version: String,
    /// The registry that the package went to; `None` where cargo decides.
    pub registry: Option<String>,
    /// SHA-256 of what that registry has; `None` when nobody could see it.
    pub sha256: Option<String>,
    /// Why the package was not built before it was uploaded; `None` when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_verify: Option<String>,
}

/// One step of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseStep {
    /// The name of the step's effect, for scripts: `upload`, `docs`.
    pub effect: String,
    /// The package or the tag that the step is about; `None` where there is only one such step.
    pub of: Option<String>,
    /// What the step does or looks at, for people: `docs of shipworthy`.
    pub title: String,
    /// The state in which the step was seen.
    pub state: StepState,
    /// What shows the state, or why nothing could be seen.
    pub seen: String,
}

/// The state in which a step of a release was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// What the step makes is not there.
    Absent,
    /// What the step makes is there, as planned.
    Equal,
    /// Something else than the step makes is there.
    Different,
    /// Whether what the step makes is there could not be seen.
    Unknown,
    /// Nothing on this machine can see or do the step: that is for a person.
    ByHand,
}

impl StepState {
    /// The word for the state, the same in every output.
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
    /// The steps that were not seen to be done as planned: open work.
    pub fn open(&self) -> impl Iterator<Item = &ReleaseStep> {
        self.steps.iter().filter(|step| step.state != StepState::Equal)
    }
}

/// What is known of all releases of a workspace.
#[derive(Debug, Clone, Default)]
pub struct Releases {
    /// The newest readable record of each version.
    pub all: Vec<Release>,
    /// The versions that have records of which none can be read.
    pub unread: Vec<String>,
    /// The releases that a tag speaks of and no record.
    pub unrecorded: Vec<UnrecordedRelease>,
    /// What is wrong with the records, one line each.
    pub problems: Vec<String>,
}

/// A release that may have been: something speaks of it, and it has no record here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnrecordedRelease {
    /// What speaks of the release: `the tag v1.2.0 has`.
    pub told_by: String,
    /// When it was tagged; `None` when that cannot be told.
    pub made: Option<Timestamp>,
}

impl Releases {
    /// The release that ended last.
    pub fn last(&self) -> Option<&Release> {
        self.all.iter().max_by_key(|release| (release.ended, release.sequence))
    }
}
