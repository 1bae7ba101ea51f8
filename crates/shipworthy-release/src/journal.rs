//! The journal of a release: what was begun and what was seen, line by line, each on disk before the next thing happens.

use serde::{Deserialize, Serialize};

use crate::effect::{Effect, State};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Line {
    /// The release was begun, with the digest of its plan.
    Began {
        /// SHA-256 of the plan file.
        plan: String,
        /// When (RFC 3339).
        at: String,
    },
    /// An effect is about to be done.
    Doing {
        /// Which.
        effect: Effect,
        /// When (RFC 3339).
        at: String,
    },
    /// A probe saw this.
    Saw {
        /// Of which effect.
        effect: Effect,
        /// What.
        state: State,
        /// When (RFC 3339).
        at: String,
    },
    /// The release was stopped for this reason; it can be resumed.
    Stopped {
        /// Why, in words for a person.
        why: String,
        /// When (RFC 3339).
        at: String,
    },
    /// What could be undone was undone.
    Aborted {
        /// When (RFC 3339).
        at: String,
    },
}
