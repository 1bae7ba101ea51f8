//! A call of a program, what it said, and why it could not be made. Words only: nothing here runs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use shipworthy_model::observation::Ran;
use shipworthy_model::step::command_line;
use shipworthy_model::unknown::{Reason, Unknown};

/// How long a call may take that says nothing else.
const PATIENCE: Duration = Duration::from_secs(600);

/// How much of what a program said is told to a person.
const TOLD_LINES: usize = 12;

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    pub(crate) argv: Vec<String>,
    pub(crate) dir: Option<PathBuf>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) timeout: Duration,
    /// The name of the log that stays; a question leaves none.
    pub(crate) log: Option<String>,
}

impl Call {
    /// A call of any program, in the root of the workspace.
    pub fn of<S: AsRef<str>>(program: &str, args: impl IntoIterator<Item = S>) -> Self {
        let mut argv = vec![program.to_owned()];
        argv.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        Self { argv, dir: None, env: BTreeMap::new(), timeout: PATIENCE, log: None }
    }

    /// A call of git.
    pub fn git<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Self {
        Self::of("git", args)
    }

    /// A call of cargo.
    pub fn cargo<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Self {
        Self::of("cargo", args)
    }

    /// The same with more arguments.
    #[must_use]
    pub fn args<S: AsRef<str>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.argv.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// The same in another folder.
    #[must_use]
    pub fn within(mut self, dir: &Path) -> Self {
        self.dir = Some(dir.to_owned());
        self
    }

    /// The same with a variable set. Never a secret: those are inherited.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// The same with another time limit.
    #[must_use]
    pub fn at_most(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The same with a log of this name that is kept: for what changes the world.
    #[must_use]
    pub fn logged(mut self, name: impl Into<String>) -> Self {
        self.log = Some(name.into());
        self
    }
}

/// A program that ended by itself, and what it said.
#[derive(Debug, Clone)]
pub struct Said {
    /// The command line.
    pub command: String,
    /// Its exit code; `None` when a signal killed it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// How it ended, in words.
    ending: String,
}

impl Said {
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

    /// The same when it succeeded.
    ///
    /// # Errors
    ///
    /// When it did not: with its own words.
    pub fn done(self) -> Result<Self, Failure> {
        if self.succeeded() { Ok(self) } else { Err(self.failure()) }
    }

    /// That it failed, in its own words.
    pub fn failure(&self) -> Failure {
        let told = self.told();
        let why = if told.is_empty() { self.ending.clone() } else { format!("{}: {told}", self.ending) };
        Failure { attempted: self.command.clone(), why, cause: Cause::Failed }
    }

    /// Standard output without the line end.
    pub fn line(&self) -> &str {
        self.out.trim()
    }

    /// What it said of its failure: the end of standard error, without what a hook or a registry prints around it.
    pub fn told(&self) -> String {
        let said = if self.err.trim().is_empty() { &self.out } else { &self.err };
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(TOLD_LINES)..].join("\n")
    }
}

/// A call that gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was attempted: a command line, or a deed in words.
    pub attempted: String,
    /// Why it failed.
    pub why: String,
    /// The sort of reason.
    pub cause: Cause,
}

/// The sort of reason for which a call gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The program ran and failed.
    Failed,
    /// There is no such program on this machine.
    Missing,
    /// It could not be started or watched.
    NotRun,
    /// Its time was up.
    TimedOut,
    /// The user asked to stop.
    Interrupted,
}

impl Failure {
    /// A deed that could not be done.
    pub fn new(attempted: impl Into<String>, why: impl fmt::Display) -> Self {
        Self { attempted: attempted.into(), why: why.to_string(), cause: Cause::NotRun }
    }

    pub(crate) fn unknown(argv: &[String], unknown: Unknown) -> Self {
        let cause = if unknown.reason == Reason::ToolMissing { Cause::Missing } else { Cause::NotRun };
        Self { attempted: command_line(argv), why: unknown.detail, cause }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.attempted, self.why)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_failure_says_what_was_attempted_and_the_end_of_what_was_said() {
        let lines: String = (1..=30).map(|line| format!("line {line}\n\n")).collect();
        let said = Said::of(Ran::exited(["git", "push", "a b"], 1, "", lines));
        let failure = said.done().unwrap_err();
        let text = failure.to_string();
        assert!(text.starts_with("`git push 'a b'`: exit code 1: line 19\n"), "{text}");
        assert!(text.ends_with("line 30"), "{text}");
    }

    #[test]
    fn a_program_that_said_nothing_still_ended_somehow() {
        let mut killed = Ran::default();
        killed.argv = vec!["x".to_owned()];
        killed.signal = Some(9);
        assert_eq!(Said::of(killed).done().unwrap_err().to_string(), "`x`: killed by signal 9");
    }
}
