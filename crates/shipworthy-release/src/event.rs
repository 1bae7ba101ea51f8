//! What a release tells while it goes on. The terminal and tests hear the same.

use std::time::Duration;

use crate::effect::{Effect, EffectState};

/// One thing that happens while a release is carried out or given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseEvent {
    /// An effect is being looked for.
    Probing(Effect),
    /// An effect is not there; that it is begun is in the journal, and nothing of it was done yet.
    Doing(Effect),
    /// An effect was done, and not looked for again yet.
    Done(Effect),
    /// This was seen of an effect, and is in the journal.
    Probed(Effect, EffectState),
    /// Nothing is done until this time has passed. Told again and again as it passes.
    Waiting {
        /// The effect that is waited for.
        effect: Effect,
        /// Why nothing can be done now.
        why: String,
        /// How long the wait still is.
        left: Duration,
    },
    /// A package is about to be yanked; that is in the journal.
    Yanking(String),
    /// A package was seen to be yanked, and that is in the journal.
    Yanked(String),
    /// An effect was taken back.
    Undone(Effect),
}
