//! The reasons why a check could not tell. The list is closed: each is shown, explained and stored under its name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The reason why a check could not tell, with its detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unknown {
    /// The sort of reason.
    pub reason: Reason,
    /// What exactly went wrong, on one line.
    pub detail: String,
}

impl Unknown {
    /// An unknown for this reason, with its detail.
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
    /// A program that the check needs is not on this machine.
    ToolMissing,
    /// A program that the check needs is older than required.
    ToolTooOld,
    /// A program that the check ran, or the check itself, crashed.
    Crashed,
    /// The thing to look at could not be read or understood.
    CouldNotLook,
    /// There was nothing to look at.
    NothingToLookAt,
    /// Time was up while the check was still finding out what to look at.
    TimedOutWhileLooking,
    /// A network that the check needs refused.
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
