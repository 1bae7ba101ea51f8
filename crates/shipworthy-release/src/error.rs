//! The error of a release: why it stopped before its end, and what to do then.

use std::fmt;

use crate::effect::ReleaseEffect;
use crate::plan::Plan;
use crate::runtime::{Failure, FailureCause};

/// The command that goes on with a release that stopped.
pub const RESUME: &str = "cargo xtask release --resume";

/// The command that takes a release back as far as that is possible.
pub const ABORT: &str = "cargo xtask release --abort";

/// The command that takes a release out of use where it was uploaded, or goes on with that.
pub const YANK: &str = "cargo xtask release --abort --yank";

/// The remedy where a plan no longer fits what is there: what makes a new one for the same version.
pub(crate) fn plan_anew(plan: &Plan) -> String {
    format!("`cargo xtask release {}` plans anew", plan.version())
}

/// The reason why a release stopped, and what to do then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseError {
    /// The effect at which the release stopped; `None` before the first one.
    pub effect: Option<ReleaseEffect>,
    /// Why the release stopped.
    pub why: String,
    /// What to do or to type next.
    pub remedy: String,
    /// Whether the release can go on.
    pub stop: StopKind,
}

/// The two ways in which a release stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// Something is not as planned, and going on as if nothing were would be wrong.
    NoGo,
    /// The release could not go on now; later it can.
    Resumable,
}

impl ReleaseError {
    /// The error for something that is not as planned.
    pub fn no_go(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { effect: None, why: why.into(), remedy: remedy.into(), stop: StopKind::NoGo }
    }

    /// The error for what could not go on now; resuming goes on.
    pub fn resumable(why: impl Into<String>) -> Self {
        let remedy = format!("when that is mended, `{RESUME}` goes on here");
        Self { effect: None, why: why.into(), remedy, stop: StopKind::Resumable }
    }

    /// The error at an effect, unless it says already at which.
    #[must_use]
    pub fn at(mut self, effect: &ReleaseEffect) -> Self {
        self.effect.get_or_insert_with(|| effect.clone());
        self
    }
}

impl ReleaseError {
    /// A yank that failed. Going on with a release and going on with giving it up are not the same.
    pub(crate) fn of_yank(failure: Failure) -> Self {
        Self { remedy: format!("`{YANK}` goes on"), ..failure.into() }
    }
}

impl From<Failure> for ReleaseError {
    fn from(failure: Failure) -> Self {
        match failure.cause {
            FailureCause::Interrupted => {
                let why = "you asked to stop".to_owned();
                Self { remedy: format!("`{RESUME}` goes on here"), ..Self::resumable(why) }
            }
            FailureCause::Failed | FailureCause::Missing | FailureCause::NotRun | FailureCause::TimedOut => {
                Self::resumable(failure.to_string())
            }
        }
    }
}

impl fmt::Display for ReleaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(effect) = &self.effect {
            write!(f, "{effect}: ")?;
        }
        write!(f, "{}; {}", self.why, self.remedy)
    }
}
