//! A receipt: what a release has changed, and what is still to be seen.

use serde::{Deserialize, Serialize};

use crate::effect::{EffectState, ReleaseEffect};

/// The effects of a plan, each with its state: what became of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Each effect with its state of now, in order.
    pub effects: Vec<(ReleaseEffect, EffectState)>,
}

impl Receipt {
    /// Is every effect there, as planned?
    pub fn is_complete(&self) -> bool {
        !self.effects.is_empty()
            && self.effects.iter().all(|(_, state)| matches!(state, EffectState::Equal(_)))
    }

    /// The effects that were not seen to be as planned: work to do.
    pub fn open(&self) -> impl Iterator<Item = &(ReleaseEffect, EffectState)> {
        self.effects.iter().filter(|(_, state)| !matches!(state, EffectState::Equal(_)))
    }
}
