//! The decision: outcomes in, GO, NO-GO or INCOMPLETE out. No other file makes a verdict.

use std::fmt;

use serde::Serialize;

use super::gate_status::GateStatus;
use super::outcome::Outcome;
use crate::exit::Exit;

/// The verdict on a checklist: may this commit ship?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// Every gate that is required is proven.
    #[serde(rename = "GO")]
    Go,
    /// A gate that is required is refuted.
    #[serde(rename = "NO-GO")]
    NoGo,
    /// No gate that is required is refuted, but one is not proven.
    #[serde(rename = "INCOMPLETE")]
    Incomplete,
}

impl Verdict {
    /// The verdict on these gates. `irregular` are reasons why it cannot be GO whatever they say.
    pub(super) fn of(statuses: &[GateStatus], irregular: &[String]) -> Self {
        let required = || statuses.iter().filter(|status| status.required).map(|status| status.outcome);
        // A checklist that requires nothing has proven nothing, and so has one of which everything is waived.
        let proven = required().any(|outcome| outcome == Outcome::Pass);
        if required().any(|outcome| outcome == Outcome::Fail) {
            Verdict::NoGo
        } else if !irregular.is_empty() || !proven || !required().all(Outcome::holds) {
            Verdict::Incomplete
        } else {
            Verdict::Go
        }
    }

    /// The exit code of a command that ends with this verdict.
    pub fn exit(self) -> Exit {
        match self {
            Self::Go => Exit::Go,
            Self::NoGo => Exit::NoGo,
            Self::Incomplete => Exit::Incomplete,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Go => "GO",
            Self::NoGo => "NO-GO",
            Self::Incomplete => "INCOMPLETE",
        })
    }
}

impl GateStatus {
    /// The verdict of somebody who wants to know of this gate alone, with the doubts of the whole answer.
    pub fn verdict(&self, doubts: &[String]) -> Verdict {
        Verdict::of(std::slice::from_ref(self), doubts)
    }
}
