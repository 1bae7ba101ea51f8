//! Calls of git, and why git gave no answer. It changes nothing, and takes no lock.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use shipworthy_model::unknown::{Reason, Unknown};

use super::repository::Repository;
use super::view::View;
use crate::sys::call::{CallError, CallFailure, ShortCall};

/// Why git gave no answer.
#[derive(Debug)]
pub(crate) enum GitError {
    /// There is no git on this machine.
    Missing,
    /// The folder lies in no repository.
    NoRepository,
    /// The user asked to stop before git had answered.
    Interrupted,
    /// Git failed for any other reason, in its own words.
    Failed(String),
}

impl GitError {
    /// Why a check that asked git is unknown.
    pub(crate) fn unknown(self) -> Unknown {
        match self {
            Self::Missing => Unknown::new(Reason::ToolMissing, "git is not on the PATH; install it"),
            Self::NoRepository => {
                Unknown::new(Reason::CouldNotLook, "not a git repository; `git init` makes one")
            }
            Self::Interrupted => Unknown::new(Reason::CouldNotLook, "interrupted while git was asked"),
            Self::Failed(why) => Unknown::new(Reason::CouldNotLook, why),
        }
    }
}

/// A call of git, made in a way that runs nothing that the repository, its settings or its files name, and writes nothing.
#[derive(Debug)]
pub(crate) struct GitCall {
    call: ShortCall,
    /// What the call is shown in place of the repository's settings: needed until it has ended.
    view: Arc<View>,
}

impl GitCall {
    /// A call of git in `folder` with these variables; nothing else of the environment speaks to git.
    pub(super) fn new(folder: &Path, variables: &BTreeMap<String, String>, view: Arc<View>) -> Self {
        let call = ShortCall::new("git", folder).without("GIT_");
        let call = variables.iter().fold(call, |call, (name, value)| call.env(name, value));
        Self { call, view }
    }

    /// The call with these arguments after those it has.
    #[must_use]
    pub(super) fn args(self, args: &[&str]) -> Self {
        Self { call: self.call.args(args), view: self.view }
    }

    /// The call with these bytes as its standard input.
    #[must_use]
    pub(crate) fn input(self, bytes: Vec<u8>) -> Self {
        Self { call: self.call.input(bytes), view: self.view }
    }

    /// Makes the call and waits for its end. What the exit code means is for the caller to say.
    ///
    /// # Errors
    ///
    /// When git is missing, cannot be started, takes too long, writes too much, or the user asks to stop.
    pub(crate) fn output(self) -> Result<Output, CallError> {
        let output = self.call.output();
        drop(self.view);
        output
    }
}

/// What git printed when asked with these words in `folder`.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn ask(folder: &Path, args: &[&str]) -> Result<Vec<u8>, GitError> {
    let repository = Repository::around(folder)?;
    answer(args.first().copied().unwrap_or_default(), repository.call(args).output())
}

/// The text that git printed when asked with these words in `folder`; a check that wanted it is unknown without.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(super) fn text(folder: &Path, args: &[&str]) -> Result<String, Unknown> {
    let bytes = ask(folder, args).map_err(GitError::unknown)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a call of git printed, or why it failed. `what` names the call.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn answer(what: &str, output: Result<Output, CallError>) -> Result<Vec<u8>, GitError> {
    let output = output.map_err(|error| match error.cause {
        CallFailure::Missing => GitError::Missing,
        CallFailure::Interrupted => GitError::Interrupted,
        CallFailure::System(_) | CallFailure::TimedOut(_) | CallFailure::TooMuch(_) => {
            GitError::Failed(error.to_string())
        }
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("not a git repository") {
        return Err(GitError::NoRepository);
    }
    let told = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message").trim();
    Err(GitError::Failed(format!("`git {what}` failed: {told}")))
}
