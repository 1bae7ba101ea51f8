//! Why a command ends early: what went wrong, for the person, and the exit code for the shell.

use std::fmt;
use std::io;

use anyhow::Error;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::exit::Exit;
use shipworthy_report::json::ProblemJson;
use shipworthy_report::text;

/// An early end of a command: the reason and the exit code.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    /// The attempt that failed, and the chain of causes.
    pub(crate) error: Error,
    /// The message as a person sees it in colour, when there is one.
    pub(crate) painted: Option<String>,
    /// The mistakes in the checklist, place by place, for JSON.
    pub(crate) problems: Vec<ProblemJson>,
}

impl Stop {
    /// The end of a command because the command line or the checklist is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::because(Exit::Usage, Error::msg(message.into()))
    }

    /// The end of a command because the answer could not be told.
    pub(crate) fn incomplete(message: impl Into<String>) -> Self {
        Self::because(Exit::Incomplete, Error::msg(message.into()))
    }

    /// The end of a command because the user wants it to.
    pub(crate) fn interrupted(interrupt: &Interrupt) -> Self {
        let by = interrupt.signal_name().map(|name| format!(" by {name}")).unwrap_or_default();
        Self::incomplete(format!("interrupted{by} before there was an answer; type it again for one"))
    }

    /// The end of a command because the user could not stop it: nothing is run that cannot be ended.
    pub(crate) fn unstoppable(error: &io::Error) -> Self {
        Self::incomplete(format!(
            "cannot watch for Ctrl-C and SIGTERM: {error}\nNothing was run, because nothing could end it; type it again"
        ))
    }

    /// The end of a command with this exit code for this reason.
    pub(crate) fn because(exit: Exit, error: Error) -> Self {
        Self { exit, error, painted: None, problems: Vec::new() }
    }
}

impl fmt::Display for Stop {
    /// Writes the error with all its causes, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Words of the command line and names of files stand in it, and a terminal would obey them.
        let message = format!("{:#}", self.error);
        let lines: Vec<_> = message.lines().map(text::plain).collect();
        f.write_str(&lines.join("\n"))
    }
}
