//! What running a gate does beyond reading files: by its kind, or because its parameters say so.

use shipworthy_model::checklist::Gate;
use shipworthy_model::kind::{Effect, Kind};

/// Does the kind have the effect for this gate, by itself or because its parameters say so?
pub(crate) fn has_effect(gate: &Gate, kind: &Kind, effect: Effect) -> bool {
    let flag = match effect {
        Effect::WritesTarget => return kind.effects.contains(&effect) || runs_cargo(gate),
        Effect::Alone => "alone",
        Effect::Machine => "machine",
        Effect::Network => "network",
        Effect::Repeat => "repeat",
        _ => return kind.effects.contains(&effect),
    };
    kind.effects.contains(&effect) || gate.check.params.flag(flag) == Some(true)
}

fn runs_cargo(gate: &Gate) -> bool {
    gate.check.params.texts("argv").first() == Some(&"cargo")
}
