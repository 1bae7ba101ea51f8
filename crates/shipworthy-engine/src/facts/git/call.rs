//! A call of git that changes nothing, takes no lock, and runs nothing that the repository names; and what came of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use super::error::GitError;
use super::view::RepositoryView;
use crate::sys::call::{CallError, ShortCall};

/// How long git may do nothing at all before it is no longer waited for: all that it is asked is on the disk.
const IDLE: Duration = Duration::from_secs(15);

/// A call of git, made in a way that runs nothing that the repository, its settings or its files name, and writes nothing.
#[derive(Debug)]
pub(crate) struct GitCall {
    call: ShortCall,
    /// What the call is shown in place of the repository's settings: needed until it has ended.
    view: Arc<RepositoryView>,
}

impl GitCall {
    /// A call of git in `folder` with these variables; nothing else of the environment speaks to git.
    pub(super) fn new(
        folder: &Path,
        variables: &BTreeMap<String, String>,
        view: Arc<RepositoryView>,
    ) -> Self {
        let call = ShortCall::new("git", folder).without("GIT_").idle(IDLE);
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

    /// The call with the attributes that a commit has for its files, in place of none.
    #[must_use]
    pub(super) fn attributes_of(self, commit: &str) -> Self {
        Self { call: self.call.env("GIT_ATTR_SOURCE", commit), view: self.view }
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

/// What a call of git printed, as by `answer`, and what it complained of although it succeeded: each line tells of a
/// place that it could not look into.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn answer_with_complaints(
    what: &str,
    output: Result<Output, CallError>,
) -> Result<(Vec<u8>, Vec<String>), GitError> {
    let complaints = output
        .as_ref()
        .map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stderr).into_owned());
    let stdout = answer(what, output)?;
    // Advice is about what git did, not about what it could not do.
    let lines =
        complaints.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
    Ok((stdout, lines.map(str::to_owned).collect()))
}

/// What a call of git printed, or why it failed. `what` names the call.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub(crate) fn answer(what: &str, output: Result<Output, CallError>) -> Result<Vec<u8>, GitError> {
    let output = output.map_err(|error| GitError::of(&error))?;
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
