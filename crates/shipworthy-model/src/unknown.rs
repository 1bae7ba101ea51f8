//! Why a check could not tell. The list of reasons is closed: each is told, explained and stored under its name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a check could not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unknown {
    /// The sort of reason.
    pub reason: Reason,
    /// What exactly, on one line.
    pub detail: String,
}

impl Unknown {
    /// Makes one from a reason and its detail.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.detail)
    }
}

/// The only reasons for which a check may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A program it needs is not on this machine.
    ToolMissing,
    /// A program it needs is older than required.
    ToolTooOld,
    /// A program it ran, or the check itself, crashed.
    Crashed,
    /// The thing to look at could not be read or understood.
    CouldNotLook,
    /// There was nothing to look at.
    NothingToLookAt,
    /// Time was up while it was still finding out what to look at.
    TimedOutWhileLooking,
    /// A network it needs refused.
    Network,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ToolMissing => "tool missing",
            Self::ToolTooOld => "tool too old",
            Self::Crashed => "crashed",
            Self::CouldNotLook => "could not look",
            Self::NothingToLookAt => "nothing to look at",
            Self::TimedOutWhileLooking => "timed out while looking",
            Self::Network => "network",
        })
    }
}
