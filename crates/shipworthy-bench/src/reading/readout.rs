//! What a reader hands back, and why something could not be read.

use std::fmt;

use crate::samples::Refused;

/// What was read, and what could not be.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout<T> {
    /// In the order of the text.
    pub found: Vec<T>,
    /// In the order of the text.
    pub unread: Vec<Unread>,
}

impl<T> Readout<T> {
    pub(super) fn new() -> Self {
        Self { found: Vec::new(), unread: Vec::new() }
    }

    pub(super) fn take(&mut self, item: Result<T, Unread>) {
        match item {
            Ok(item) => self.found.push(item),
            Err(unread) => self.unread.push(unread),
        }
    }

    /// As it is, or with the remark that there was nothing.
    pub(super) fn never_silent(mut self) -> Self {
        if self.found.is_empty() && self.unread.is_empty() {
            self.unread.push(Unread::Nothing);
        }
        self
    }
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Unread {
    /// There is no benchmark in it.
    Nothing,
    /// It is no JSON: what the parser says.
    NotJson(String),
    /// What was looked for, and is not there or of another type: perhaps another version of the harness wrote it.
    Missing(String),
    /// It names a version of the format that is not known.
    Version(String),
    /// This line, counted from 1, is not in the form that the harness is known to print.
    Line(usize),
    /// Of this benchmark, there are samples that are none.
    Bad(String, Refused),
    /// Of this benchmark, a run ended with a failure.
    RunFailed(String),
    /// Two benchmarks have this name.
    Twice(String),
    /// Of this benchmark, the harness says that it was left out.
    LeftOut(String),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("there is no benchmark in it"),
            Self::NotJson(why) => write!(f, "it is no JSON: {why}"),
            Self::Missing(what) => {
                write!(
                    f,
                    "{what} is missing or of another type; another version of the harness may have written it"
                )
            }
            Self::Version(version) => write!(f, "version {version} of the format is not known"),
            Self::Line(number) => {
                write!(f, "line {number} is not in a form that this harness is known to print")
            }
            Self::Bad(name, refused) => write!(f, "`{name}`: {refused}"),
            Self::RunFailed(name) => write!(f, "`{name}`: a run of it failed"),
            Self::Twice(name) => write!(f, "two benchmarks are named `{name}`"),
            Self::LeftOut(name) => write!(f, "`{name}` was left out by the harness"),
        }
    }
}
