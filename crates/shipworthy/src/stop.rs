//! Why a command ends early: a message for the person and the exit code for the shell.

use shipworthy_model::exit::Exit;
use shipworthy_report::text;

/// An early end.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// The message as a person sees it in colour, when there is one.
    pub(crate) painted: Option<String>,
    /// For JSON: what is wrong with the checklist, place by place.
    pub(crate) problems: Vec<serde_json::Value>,
}

impl Stop {
    /// The command line or the checklist is wrong.
    pub(crate) fn usage(message: impl AsRef<str>) -> Self {
        // Words of the command line and names of files stand in it, and a terminal would obey them.
        let message = message.as_ref().lines().map(text::plain).collect::<Vec<_>>().join("\n");
        Self { exit: Exit::Usage, message, painted: None, problems: Vec::new() }
    }

    /// It cannot be told.
    pub(crate) fn incomplete(message: impl AsRef<str>) -> Self {
        Self { exit: Exit::Incomplete, ..Self::usage(message) }
    }
}
