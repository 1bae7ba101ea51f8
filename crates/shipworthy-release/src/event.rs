//! What a release tells while it goes on. The terminal and tests hear the same.

use std::time::Duration;

use crate::effect::{Effect, EffectState};

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseEvent {
    /// An effect is looked for.
    Probing(Effect),
    /// It is not there; that it is begun is in the journal, and nothing of it was done yet.
    Doing(Effect),
    /// It was done, and not looked for again yet.
    Done(Effect),
    /// This was seen of it, and is in the journal.
    Probed(Effect, EffectState),
    /// Nothing is done until this time has passed. Told again and again as it passes.
    Waiting {
        /// For which effect.
        effect: Effect,
        /// Why.
        why: String,
        /// How long still.
        left: Duration,
    },
    /// A package is about to be yanked; that is in the journal.
    Yanking(String),
    /// A package was seen to be yanked, and that is in the journal.
    Yanked(String),
    /// An effect was taken back.
    Undone(Effect),
}
