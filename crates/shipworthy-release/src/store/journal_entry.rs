//! The entries of a journal, one for each line of its file. Files hold their names, so those stay.

use serde::{Deserialize, Serialize};

use crate::effect::{Effect, EffectState};

/// An entry in the journal of a release: one thing that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum JournalEntry {
    /// The release was begun, with the digest of its plan.
    Began {
        /// SHA-256 of the plan file.
        plan: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// An effect is about to be done.
    Doing {
        /// Which effect.
        effect: Effect,
        /// When that was (RFC 3339).
        at: String,
    },
    /// A probe saw this.
    Saw {
        /// The effect that was looked for.
        effect: Effect,
        /// What was seen.
        state: EffectState,
        /// When that was (RFC 3339).
        at: String,
    },
    /// The version commit was made; what follows is about this one.
    Committed {
        /// The id of the commit.
        commit: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// A package was packaged: these are the bytes that the registry must have.
    Packaged {
        /// The name of the package.
        package: String,
        /// SHA-256 of its `.crate` file.
        sha256: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// The registry said that it took a package, which its index may not show yet.
    Accepted {
        /// The name of the package.
        package: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// A package is about to be yanked: what was seen of it in its registry holds no more.
    Yanking {
        /// The name of the package.
        package: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// A package was seen to be yanked.
    Yanked {
        /// The name of the package.
        package: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// An effect was taken back.
    Undone {
        /// Which effect.
        effect: Effect,
        /// When that was (RFC 3339).
        at: String,
    },
    /// The release was stopped for this reason; it can be resumed.
    Stopped {
        /// Why, in words for a person.
        why: String,
        /// When that was (RFC 3339).
        at: String,
    },
    /// Every effect was gone through.
    Ended {
        /// When that was (RFC 3339).
        at: String,
    },
    /// What could be undone was undone.
    Aborted {
        /// When that was (RFC 3339).
        at: String,
    },
}
