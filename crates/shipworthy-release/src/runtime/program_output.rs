//! What a program said that ended by itself.

use shipworthy_model::observation::Ran;
use shipworthy_model::step::command_line;

use super::failure::{Cause, Failure};

/// How much of what a program said is told to a person.
const MESSAGE_LINES: usize = 12;

/// What a program said that ended by itself, and how it ended.
#[derive(Debug, Clone)]
pub struct ProgramOutput {
    /// The command line of the program.
    pub command: String,
    /// Its exit code; `None` when a signal killed it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// How the program ended, in words.
    ending: String,
}

impl ProgramOutput {
    pub(crate) fn of(ran: Ran) -> Self {
        Self {
            command: command_line(&ran.argv),
            ending: ran.ending(),
            code: ran.code,
            out: ran.stdout.text,
            err: ran.stderr.text,
        }
    }

    /// Did it exit with code 0?
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
        Failure { attempted: self.command.clone(), why, cause: Cause::Failed }
    }

    /// Standard output without the line end.
    pub fn line(&self) -> &str {
        self.out.trim()
    }

    /// What it said of its failure: the end of standard error, without what a hook or a registry prints around it.
    pub fn message(&self) -> String {
        let output = if self.err.trim().is_empty() { &self.out } else { &self.err };
        let lines: Vec<&str> = output.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(MESSAGE_LINES)..].join("\n")
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::Stream;

    use super::*;

    #[test]
    fn a_failure_says_what_was_attempted_and_the_end_of_what_was_said() {
        let lines: String = (1..=30).map(|line| format!("line {line}\n\n")).collect();
        let stderr = Stream { text: lines, ..Stream::default() };
        let argv = vec!["git".to_owned(), "push".to_owned(), "a b".to_owned()];
        let output = ProgramOutput::of(Ran { argv, code: Some(1), stderr, ..Ran::default() });
        let failure = output.done().unwrap_err();
        let text = failure.to_string();
        assert!(text.starts_with("`git push 'a b'`: exit code 1: line 19\n"), "{text}");
        assert!(text.ends_with("line 30"), "{text}");
    }

    #[test]
    fn a_program_that_said_nothing_still_ended_somehow() {
        let killed = Ran { argv: vec!["x".to_owned()], signal: Some(9), ..Ran::default() };
        assert_eq!(ProgramOutput::of(killed).done().unwrap_err().to_string(), "`x`: killed by signal 9");
    }
}
