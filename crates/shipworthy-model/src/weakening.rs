//! A checklist that asks for less than an older one did: what exactly, since when, and who agreed to it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing of a checklist that is weaker than in an older one, or changed in a way of which nobody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakening {
    /// What it is about: `gate tests`, `policy`, `phase tests`, `waiver of clippy`.
    pub of: String,
    /// The key that changed: `at-least`, `priority`; `None` when all of it came or went.
    pub key: Option<String>,
    /// The value in the older checklist; `None` when it was not there.
    pub from: Option<String>,
    /// The value now; `None` when it is not there any more.
    pub to: Option<String>,
    /// Is it certain that less is asked for?
    pub direction: Direction,
    /// The line of `readiness.toml` where it stands; for what is gone, the line where it stood in the older one.
    pub line: Option<u32>,
    /// The commit that made the change; `None` when it is not committed, or git cannot tell.
    pub commit: Option<String>,
    /// The older checklists in which it was not so, as [`Compared::with`] names them.
    pub since: Vec<String>,
    /// The person who approved it, when somebody did.
    pub approver: Option<String>,
}

/// In which direction a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Less is asked for.
    Weaker,
    /// Whether less is asked for depends on what is meant.
    Changed,
}

impl Direction {
    /// The word for the direction, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weaker => "weaker",
            Self::Changed => "changed",
        }
    }
}

/// The change in one line, the same everywhere: `gate tests: at-least 120 -> 100`. An approval repeats it to the letter.
impl fmt::Display for Weakening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, key, from, to, .. } = self;
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        match (key, to) {
            (Some(key), _) => write!(f, "{of}: {key} {} -> {}", value(from), value(to)),
            (None, None) => write!(f, "{of}: gone"),
            (None, Some(to)) => write!(f, "{of}: {to}"),
        }
    }
}

/// An older checklist that one was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What the older checklist is of: `origin/main`, `v1.2.0`, `the last GO`.
    pub with: String,
    /// The commit that it stands in; `None` when it was not committed.
    pub commit: Option<String>,
    /// SHA-256 over its bytes, in hexadecimal.
    pub digest: String,
}

/// A person's consent to one weakening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The weakening, as answers tell it.
    pub weakening: String,
    /// Why less is asked for.
    pub reason: String,
    /// Who wants it.
    pub owner: String,
    /// Who approved it: another person than the owner.
    pub approver: String,
}

/// What follows from a weakening that nobody approved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnWeakening {
    /// It is told.
    #[default]
    Report,
    /// It is told, and there is no GO.
    Refuse,
}

impl OnWeakening {
    /// Both of them, the milder one first.
    pub const ALL: [OnWeakening; 2] = [Self::Report, Self::Refuse];
}

impl fmt::Display for OnWeakening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Report => "report",
            Self::Refuse => "refuse",
        })
    }
}
