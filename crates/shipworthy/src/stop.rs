//! Why a command ends early: a message for the person and the exit code for the shell.

use std::fmt;

use shipworthy_model::exit::Exit;

/// An early end.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// For JSON: what is wrong with the checklist, place by place.
    pub(crate) problems: Vec<serde_json::Value>,
}

impl Stop {
    /// The command line or the checklist is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), problems: Vec::new() }
    }

    /// It cannot be told.
    pub(crate) fn incomplete(message: impl Into<String>) -> Self {
        Self { exit: Exit::Incomplete, ..Self::usage(message) }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
