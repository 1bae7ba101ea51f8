//! A preflight check: one thing that is looked at before the first change of a release, and what came of it. It refuses
//! nothing itself: whoever reads the checks decides what they mean for a release.

use std::fmt;

use serde::Serialize;

/// One thing that was looked at before a release, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreflightCheck {
    /// The sort of thing that was checked. Scripts know the name, so it stays.
    pub what: PreflightSubject,
    /// Which thing of its sort was checked: a tag, a package. Empty where there is only one.
    pub which: String,
    /// The outcome of the check.
    pub outcome: CheckOutcome,
}

/// The outcome of a preflight check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// The thing is as it must be, with what was seen.
    Fine(String),
    /// The thing is in the way of the release.
    Refused {
        /// What is wrong with the thing.
        why: String,
        /// What to do about the thing.
        remedy: String,
    },
    /// How the thing is could not be told.
    Unknown {
        /// Why the thing could not be told.
        why: String,
        /// What to do so that the thing can be told.
        remedy: String,
    },
    /// The thing was fine as far as it can be tried without a change, with what only the change itself will show.
    Simulated(String),
}

/// The sorts of things that are checked before a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreflightSubject {
    /// The verdict on the commit that is released.
    Verdict,
    /// The files that differ from the commit.
    CleanTree,
    /// The branch that is released from, and the commit on it.
    Branch,
    /// The history behind the commit.
    History,
    /// The remote, and how far its branch is.
    Remote,
    /// Whether the remote would take the push.
    Push,
    /// A tag, here and at the remote.
    Tag,
    /// The release notes of the version.
    Changelog,
    /// The lock file `Cargo.lock`.
    LockFile,
    /// The metadata in the manifests.
    Metadata,
    /// The new version of a package, held against the registry.
    Version,
    /// The name of a package, and who may publish under it.
    Name,
    /// The token for a registry.
    Token,
    /// The rate at which a registry takes packages.
    RateLimit,
    /// The packed crates, built where there is nothing else.
    Package,
    /// The public interface, held against the last release.
    Compatibility,
}

impl PreflightSubject {
    /// A check of this subject, of which there is only one thing.
    pub(super) fn check(self, outcome: CheckOutcome) -> PreflightCheck {
        self.of("", outcome)
    }

    /// A check of one thing of this subject.
    pub(super) fn of(self, which: &str, outcome: CheckOutcome) -> PreflightCheck {
        PreflightCheck { what: self, which: which.to_owned(), outcome }
    }
}

impl fmt::Display for PreflightSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Verdict => "verdict",
            Self::CleanTree => "clean tree",
            Self::Branch => "branch",
            Self::History => "history",
            Self::Remote => "remote",
            Self::Push => "push",
            Self::Tag => "tag",
            Self::Changelog => "changelog",
            Self::LockFile => "lock file",
            Self::Metadata => "metadata",
            Self::Version => "version",
            Self::Name => "name",
            Self::Token => "token",
            Self::RateLimit => "rate limit",
            Self::Package => "package",
            Self::Compatibility => "compatibility",
        })
    }
}

impl CheckOutcome {
    /// The outcome of a thing that is as it must be.
    pub(super) fn fine(seen: impl Into<String>) -> Self {
        Self::Fine(seen.into())
    }

    /// The outcome of a thing that is in the way.
    pub(super) fn refused(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Refused { why: why.into(), remedy: remedy.into() }
    }

    /// The outcome of a check that could not tell.
    pub(super) fn unknown(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Unknown { why: why.into(), remedy: remedy.into() }
    }

    /// The outcome of a thing that only running can show, in a plan: `what` would be run for it.
    pub(super) fn left_to_execution(what: &str) -> Self {
        let why =
            format!("not looked at for a plan, which runs nothing that the repository can choose: {what}");
        Self::unknown(why, "`--execute` looks at it before the first change")
    }

    /// The outcome in a plan, of what stands in the way of carrying it out and not of planning.
    pub(super) fn only_to_execute(self) -> Self {
        match self {
            Self::Refused { why, remedy } => {
                Self::Unknown { why: format!("{why}, without which `--execute` is refused"), remedy }
            }
            other => other,
        }
    }

    /// Is the thing in the way of the release?
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }

    /// Could the check not tell?
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }
}
