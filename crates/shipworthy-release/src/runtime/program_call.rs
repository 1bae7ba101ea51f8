//! A call of a program, as data: what is to be run, where, and for how long. Nothing here runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a call may take that sets no time.
const PATIENCE: Duration = Duration::from_secs(600);

/// A program with its arguments, and how it is to be run.
#[derive(Debug, Clone)]
pub struct ProgramCall {
    pub(crate) argv: Vec<String>,
    pub(crate) dir: Option<PathBuf>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) timeout: Duration,
    /// The name of the log that stays; a question leaves none.
    pub(crate) log: Option<String>,
    /// May the call be made when a release is only planned?
    pub(crate) harmless: bool,
}

impl ProgramCall {
    /// A call of any program, in the root of the workspace.
    pub fn of<S: AsRef<str>>(program: &str, args: impl IntoIterator<Item = S>) -> Self {
        let mut argv = vec![program.to_owned()];
        argv.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        Self { argv, dir: None, env: BTreeMap::new(), timeout: PATIENCE, log: None, harmless: false }
    }

    /// A call of git.
    pub fn git<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Self {
        Self::of("git", args)
    }

    /// A call of cargo.
    pub fn cargo<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Self {
        Self::of("cargo", args)
    }

    /// The call with more arguments.
    #[must_use]
    pub fn args<S: AsRef<str>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.argv.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// The call in another folder than the root.
    #[must_use]
    pub fn within(mut self, dir: &Path) -> Self {
        self.dir = Some(dir.to_owned());
        self
    }

    /// The call with a variable set. Never a secret: those are inherited.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// The call as one that runs nothing that the repository names, and may be made when a release is only planned.
    #[must_use]
    pub fn harmless(mut self) -> Self {
        self.harmless = true;
        self
    }

    /// The call with another time limit.
    #[must_use]
    pub fn at_most(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The call with a log of this name that is kept: for what changes the world.
    #[must_use]
    pub fn logged(mut self, name: impl Into<String>) -> Self {
        self.log = Some(name.into());
        self
    }
}
