//! A receipt: what a release has changed, and what is still to be seen.

use serde::{Deserialize, Serialize};

use crate::effect::{Effect, EffectState};

/// What became of a plan: each of its effects, with how it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Each effect with how it stands now, in order.
    pub effects: Vec<(Effect, EffectState)>,
}

impl Receipt {
    /// Is everything there, as planned?
    pub fn is_complete(&self) -> bool {
        !self.effects.is_empty()
            && self.effects.iter().all(|(_, state)| matches!(state, EffectState::Equal(_)))
    }

    /// What was not seen to be as planned: work to do.
    pub fn open(&self) -> impl Iterator<Item = &(Effect, EffectState)> {
        self.effects.iter().filter(|(_, state)| !matches!(state, EffectState::Equal(_)))
    }
}
