//! Why a command ends early: what went wrong, for the person, and the exit code for the shell.

use std::fmt;

use anyhow::Error;
use shipworthy_model::exit::Exit;

/// An early end.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    /// What was attempted, and the chain of causes.
    pub(crate) error: Error,
    /// For JSON: what is wrong with the checklist, place by place.
    pub(crate) problems: Vec<serde_json::Value>,
}

impl Stop {
    /// The command line or the checklist is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::because(Exit::Usage, Error::msg(message.into()))
    }

    /// It cannot be told.
    pub(crate) fn incomplete(message: impl Into<String>) -> Self {
        Self::because(Exit::Incomplete, Error::msg(message.into()))
    }

    /// Ends with this code for this reason.
    pub(crate) fn because(exit: Exit, error: Error) -> Self {
        Self { exit, error, problems: Vec::new() }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // With all causes, on one line.
        write!(f, "{:#}", self.error)
    }
}
