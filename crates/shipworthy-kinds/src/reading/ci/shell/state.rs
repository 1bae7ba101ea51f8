//! What is known of a shell at one moment of a run, and how a command hands on.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::syntax::ShellCommand;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// It succeeded.
    Zero,
    /// It failed.
    Failed,
}

/// What a variable holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum VariableValue {
    /// This text.
    Text(String),
    /// The exit code of something that failed: a number that is not zero.
    FailedCode,
    /// Something that is not known.
    Unknown,
}

/// What is known of a shell at one moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShellState {
    /// Does a failing command end the shell (`set -e`)?
    pub(super) errexit: bool,
    /// Does a pipeline fail when one of its parts does?
    pub(super) pipefail: bool,
    /// How the last command ended.
    pub(super) status: Status,
    /// How the first part of the last pipeline ended.
    pub(super) first: Status,
    /// What is known of variables; one that is missing holds what is not known.
    pub(super) variables: BTreeMap<String, VariableValue>,
    /// The functions that are defined.
    pub(super) functions: BTreeMap<String, Rc<ShellCommand>>,
    /// Was what is wanted run?
    pub(super) ran: bool,
    /// Was it started without being waited for?
    pub(super) left_behind: bool,
}

impl ShellState {
    /// The state with how its last command ended.
    pub(super) fn ended(mut self, status: Status) -> Self {
        (self.status, self.first) = (status, status);
        self
    }

    /// What a variable holds.
    pub(super) fn value(&self, name: &str) -> VariableValue {
        let code = |status| match status {
            Status::Zero => VariableValue::Text("0".to_owned()),
            Status::Failed => VariableValue::FailedCode,
        };
        match name {
            "?" => code(self.status),
            "PIPESTATUS" | "PIPESTATUS[0]" => code(self.first),
            name => self.variables.get(name).cloned().unwrap_or(VariableValue::Unknown),
        }
    }
}

/// Where a shell goes on after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flow {
    /// With the next command.
    Next,
    /// It leaves the function.
    Return,
    /// It leaves so many loops.
    Break(u32),
    /// It goes on with the next turn of the loop so many levels out.
    Continue(u32),
    /// It ends.
    Exit,
}
