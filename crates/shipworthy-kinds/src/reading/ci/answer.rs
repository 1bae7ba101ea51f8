//! The answer to whether something is so: yes, no with what stands against it, or not decided with what is in the way.

use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What stands against a thing, or keeps it from being decided, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cause {
    /// What sort of thing it is.
    pub(crate) obstacle: Obstacle,
    /// The file that it stands in.
    pub(crate) path: String,
    /// The line that it stands on, from 1.
    pub(crate) line: u32,
    /// What stands there, in words that go on a sentence about a job.
    pub(crate) text: String,
}

/// What can stand against a thing, the farthest from it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Obstacle {
    /// No job has the name.
    NoJob,
    /// What is wanted is not run.
    NoRun,
    /// The job does not run on the system.
    NoPlatform,
    /// The event starts no run.
    NoTrigger,
    /// A condition is false.
    Disabled,
    /// The job or step may fail without harm.
    ContinueOnError,
    /// The script goes on, or ends well, after the failure.
    Swallowed,
    /// Results are made up in place of real ones.
    MadeUp,
    /// The action is told not to fail.
    NoAlert,
}

impl Obstacle {
    /// What a job with this in its way does not do of all that may be asked of one.
    fn lacks(self) -> &'static [&'static str] {
        match self {
            Self::NoJob => &["job", "command", "failure", "system", "event"],
            // Where nothing is run, nothing can fail.
            Self::NoRun => &["command", "failure"],
            Self::NoPlatform => &["system"],
            Self::NoTrigger | Self::Disabled => &["event"],
            Self::ContinueOnError | Self::Swallowed | Self::MadeUp | Self::NoAlert => &["failure"],
        }
    }

    /// The rule of a finding about it.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::NoJob => "no-job",
            Self::NoRun => "no-run",
            Self::NoPlatform => "no-platform",
            Self::NoTrigger => "no-trigger",
            Self::Disabled => "disabled",
            Self::ContinueOnError => "continue-on-error",
            Self::Swallowed => "swallowed-failure",
            Self::MadeUp => "made-up-results",
            Self::NoAlert => "no-alert",
        }
    }
}

/// How near a job came to all that is asked: the less it lacks the nearer; of two that lack as much, the farthest obstacle says
/// how far each came, and then how many there are.
pub(crate) type Nearness = (Reverse<usize>, Option<Obstacle>, Reverse<usize>);

fn nearness(causes: &[Cause]) -> Nearness {
    let lacks: BTreeSet<&str> = causes.iter().flat_map(|cause| cause.obstacle.lacks()).copied().collect();
    let farthest = causes.iter().map(|cause| cause.obstacle).min();
    (Reverse(lacks.len()), farthest, Reverse(causes.len()))
}

/// Whether something is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WorkflowAnswer {
    /// It is so.
    Yes,
    /// It is not so: all that stands against it.
    No(Vec<Cause>),
    /// It was not decided, because of this.
    Unknown(Cause),
}

impl WorkflowAnswer {
    /// Not so, because of this.
    pub(crate) fn no(cause: Cause) -> Self {
        Self::No(vec![cause])
    }

    /// Are both so?
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No(mut one), Self::No(other)) => {
                one.extend(other);
                Self::No(one)
            }
            (no @ Self::No(_), _) | (_, no @ Self::No(_)) => no,
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Is one of them so? Of two that are not, what came nearer is told.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Unknown(one), Self::Unknown(other)) => {
                Self::Unknown(if other.obstacle > one.obstacle { other } else { one })
            }
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::No(one), Self::No(other)) => {
                Self::No(if nearness(&other) > nearness(&one) { other } else { one })
            }
        }
    }

    /// How near it came, when it is not so.
    pub(crate) fn nearness(&self) -> Option<Nearness> {
        match self {
            Self::No(causes) => Some(nearness(causes)),
            Self::Yes | Self::Unknown(_) => None,
        }
    }

    /// Is one of these so? Nothing when there are none.
    pub(crate) fn any(answers: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut found: Option<Self> = None;
        for answer in answers {
            if answer == Self::Yes {
                return Some(answer);
            }
            found = Some(match found {
                None => answer,
                Some(before) => before.or(answer),
            });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, Obstacle, WorkflowAnswer};

    fn cause(obstacle: Obstacle) -> Cause {
        Cause { obstacle, path: "ci.yml".to_owned(), line: 1, text: String::new() }
    }

    #[test]
    fn no_outranks_what_is_not_decided_only_where_both_are_asked_for() {
        let no = || WorkflowAnswer::no(cause(Obstacle::NoRun));
        let unknown = || WorkflowAnswer::Unknown(cause(Obstacle::NoRun));
        assert_eq!(no().and(unknown()), no());
        assert_eq!(unknown().and(WorkflowAnswer::Yes), unknown());
        assert_eq!(no().or(unknown()), unknown());
        assert_eq!(unknown().or(WorkflowAnswer::Yes), WorkflowAnswer::Yes);
    }

    #[test]
    fn of_two_that_are_not_the_nearer_is_told() {
        let far = || WorkflowAnswer::no(cause(Obstacle::NoRun));
        let near = || WorkflowAnswer::no(cause(Obstacle::Swallowed));
        assert_eq!(far().or(near()), near());
        assert_eq!(near().or(far()), near());
        assert_eq!(near().and(far()).or(near()), near());
        // Whoever lacks one of two things came nearer than whoever lacks both, whichever they are.
        let system = || WorkflowAnswer::no(cause(Obstacle::NoPlatform));
        let both = || WorkflowAnswer::no(cause(Obstacle::NoTrigger)).and(near());
        assert_eq!(system().or(both()), system());
        assert_eq!(both().or(system()), system());
    }
}
