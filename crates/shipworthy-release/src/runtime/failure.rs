//! The failure of an attempt: what was attempted, and why it gave no answer.

use std::fmt;

use shipworthy_model::step::command_line;
use shipworthy_model::unknown::{Reason, Unknown};

/// The failure of an attempt: what was attempted, and why it gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was attempted: a command line, or a deed in words.
    pub attempted: String,
    /// Why the attempt failed.
    pub why: String,
    /// The sort of reason for that.
    pub cause: FailureCause,
}

/// The sort of reason for which a call gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureCause {
    /// The program ran and failed.
    Failed,
    /// There is no such program on this machine.
    Missing,
    /// The program could not be started or watched.
    NotRun,
    /// The program was ended, because its time was up.
    TimedOut,
    /// The user asked to stop.
    Interrupted,
}

impl Failure {
    /// A deed that could not be done.
    pub fn new(attempted: impl Into<String>, why: impl fmt::Display) -> Self {
        Self { attempted: attempted.into(), why: why.to_string(), cause: FailureCause::NotRun }
    }

    pub(crate) fn unknown(argv: &[String], unknown: Unknown) -> Self {
        let cause =
            if unknown.reason == Reason::ToolMissing { FailureCause::Missing } else { FailureCause::NotRun };
        Self { attempted: command_line(argv), why: unknown.detail, cause }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.attempted, self.why)
    }
}
