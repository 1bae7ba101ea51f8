//! The events of a release that is carried out. The terminal and tests get the same ones.

use std::time::Duration;

use shipworthy_engine::sys::lease::Orphans;

use crate::effect::{EffectState, ReleaseEffect};

/// One thing that happens while a release is carried out or given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseEvent {
    /// What a release that was killed had left running was ended.
    OrphansEnded(Orphans),
    /// An effect is being looked for.
    Probing(ReleaseEffect),
    /// An effect is not there; that it is begun is in the journal, and nothing of it was done yet.
    Doing(ReleaseEffect),
    /// An effect was done, and not looked for again yet.
    Done(ReleaseEffect),
    /// An effect was seen in this state, which is in the journal.
    Probed(ReleaseEffect, EffectState),
    /// The release waits. Sent again and again as time passes.
    Waiting {
        /// The effect that is waited for.
        effect: ReleaseEffect,
        /// Why the release waits.
        why: String,
        /// How long the wait still is.
        left: Duration,
    },
    /// A package is about to be yanked; that is in the journal.
    Yanking(String),
    /// A package was seen to be yanked, and that is in the journal.
    Yanked(String),
    /// An effect was taken back.
    Undone(ReleaseEffect),
}
