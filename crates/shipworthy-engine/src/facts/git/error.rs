//! Why git gave no answer.

use shipworthy_model::unknown::{Reason, Unknown};

use crate::sys::call::{CallError, CallFailure};

/// Why git gave no answer.
#[derive(Debug)]
pub(crate) enum GitError {
    /// There is no git on this machine.
    Missing,
    /// The folder lies in no repository.
    NoRepository,
    /// The user asked to stop before git had answered.
    Interrupted,
    /// The machine has no room to ask git in, in the words of the system: that says nothing about the repository.
    NoRoom(String),
    /// Git failed for any other reason, in its own words.
    Failed(String),
}

impl GitError {
    pub(super) fn of(error: &CallError) -> Self {
        match error.cause {
            CallFailure::Missing => Self::Missing,
            CallFailure::Interrupted => Self::Interrupted,
            CallFailure::System(_)
            | CallFailure::TimedOut(_)
            | CallFailure::Idle(_)
            | CallFailure::TooMuch(_) => Self::Failed(error.to_string()),
        }
    }

    /// Why a check that asked git is unknown.
    pub(crate) fn unknown(self) -> Unknown {
        match self {
            Self::Missing => Unknown::new(Reason::ToolMissing, "git is not on the PATH; install it"),
            Self::NoRepository => {
                Unknown::new(Reason::CouldNotLook, "not a git repository; `git init` makes one")
            }
            Self::Interrupted => {
                Unknown::new(Reason::CouldNotLook, "interrupted while git was asked; run it again")
            }
            Self::NoRoom(why) | Self::Failed(why) => Unknown::new(Reason::CouldNotLook, why),
        }
    }
}
