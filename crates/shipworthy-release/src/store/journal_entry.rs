//! The entries of a journal, one for each line of its file. Files hold their names, so those stay.

use serde::{Deserialize, Serialize};

use crate::effect::{EffectState, ReleaseEffect};

/// An entry in the journal of a release: one thing that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum JournalEntry {
    /// The release was begun, with the digest of its plan.
    Began {
        /// SHA-256 of the plan file, in hexadecimal.
        plan: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// An effect is about to be done.
    Doing {
        /// The effect that is begun.
        effect: ReleaseEffect,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// An effect was looked for, and seen in a state.
    Saw {
        /// The effect that was looked for.
        effect: ReleaseEffect,
        /// The state that was seen.
        state: EffectState,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// The version commit was made; what follows is about this one.
    Committed {
        /// The id of the commit.
        commit: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// A package was packaged: these are the bytes that the registry must have.
    Packaged {
        /// The name of the package.
        package: String,
        /// SHA-256 of the package's `.crate` file, in hexadecimal.
        sha256: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// The registry said that it took a package, which its index may not show yet.
    Accepted {
        /// The name of the package.
        package: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// A package is about to be yanked: what was seen of it in its registry holds no more.
    Yanking {
        /// The name of the package.
        package: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// A package was seen to be yanked.
    Yanked {
        /// The name of the package.
        package: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// An effect was taken back.
    Undone {
        /// The effect that was taken back.
        effect: ReleaseEffect,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// The release was stopped for this reason; it can be resumed.
    Stopped {
        /// Why the release stopped, in words for a person.
        why: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// Every effect was gone through.
    Ended {
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// A release of a higher version was begun instead: this one is out in part, and will never be whole.
    Superseded {
        /// The version that was begun instead.
        by: String,
        /// When the entry was written, in RFC 3339.
        at: String,
    },
    /// The release was given up: what could be undone was undone.
    Aborted {
        /// When the entry was written, in RFC 3339.
        at: String,
    },
}
