//! Calls of git, and why git gave no answer. It changes nothing, and takes no lock.

use std::path::Path;
use std::process::Output;

use shipworthy_model::unknown::{Reason, Unknown};

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

/// A call of git in `folder`, which takes no lock that another git could wait for.
pub(crate) fn call(folder: &Path, args: &[&str]) -> ShortCall {
    ShortCall::new("git", folder).args(args).env("GIT_OPTIONAL_LOCKS", "0")
}

/// What git printed when asked with these words in `folder`.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn ask(folder: &Path, args: &[&str]) -> Result<Vec<u8>, GitError> {
    answer(args.first().copied().unwrap_or_default(), call(folder, args).output())
}

/// What git printed when asked with these words in `folder`, and what it complained of although it succeeded: each line
/// tells of a place that it could not look into.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn ask_for_all(folder: &Path, args: &[&str]) -> Result<(Vec<u8>, Vec<String>), GitError> {
    let output = call(folder, args).output();
    let complaints = output
        .as_ref()
        .map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stderr).into_owned());
    let stdout = answer(args.first().copied().unwrap_or_default(), output)?;
    let lines = complaints.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok((stdout, lines.map(str::to_owned).collect()))
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
