//! The output of a program that ended by itself.

use shipworthy_model::observation::Ran;
use shipworthy_model::step::command_line;

use super::failure::{Failure, FailureCause};

/// The most lines of a program's output that are shown to a person.
const MESSAGE_LINES: usize = 12;

/// The output of a program that ended by itself, and how it ended.
#[derive(Debug, Clone)]
pub struct CallOutput {
    /// The command line of the program.
    pub command: String,
    /// The exit code of the program; `None` when a signal killed it.
    pub code: Option<i32>,
    /// What the program wrote to standard output.
    pub out: String,
    /// What the program wrote to standard error.
    pub err: String,
    /// How the program ended, in words.
    ending: String,
}

impl CallOutput {
    pub(crate) fn of(ran: Ran) -> Self {
        Self {
            command: command_line(&ran.argv),
            ending: ran.ending(),
            code: ran.code,
            out: ran.stdout.text,
            err: ran.stderr.text,
        }
    }

    /// Did the program exit with code 0?
    pub fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// The output of a program that succeeded.
    ///
    /// # Errors
    ///
    /// When it did not: with its own words.
    pub fn done(self) -> Result<Self, Failure> {
        if self.succeeded() { Ok(self) } else { Err(self.failure()) }
    }

    /// The failure of the program, in its own words.
    pub fn failure(&self) -> Failure {
        let message = self.message();
        let why =
            if message.is_empty() { self.ending.clone() } else { format!("{}: {message}", self.ending) };
        Failure { attempted: self.command.clone(), why, cause: FailureCause::Failed }
    }

    /// The standard output without its line end.
    pub fn line(&self) -> &str {
        self.out.trim()
    }

    /// The program's message about its failure: the end of standard error, without what a hook or a registry prints
    /// around it.
    pub fn message(&self) -> String {
        let output = if self.err.trim().is_empty() { &self.out } else { &self.err };
        let lines: Vec<&str> = output.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(MESSAGE_LINES)..].join("\n")
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_failure_says_what_was_attempted_and_the_end_of_what_was_said() {
        let lines: String = (1..=30).map(|line| format!("line {line}\n\n")).collect();
        let output = CallOutput::of(Ran::exited(["git", "push", "a b"], 1, "", lines));
        let failure = output.done().unwrap_err();
        let text = failure.to_string();
        assert!(text.starts_with("`git push 'a b'`: exit code 1: line 19\n"), "{text}");
        assert!(text.ends_with("line 30"), "{text}");
    }

    #[test]
    fn a_program_that_said_nothing_still_ended_somehow() {
        let mut killed = Ran::default();
        killed.argv = vec!["x".to_owned()];
        killed.signal = Some(9);
        assert_eq!(CallOutput::of(killed).done().unwrap_err().to_string(), "`x`: killed by signal 9");
    }
}
