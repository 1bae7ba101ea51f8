//! What an answer is based on: which checklist, which policy, whose clock. It stands in every answer and in every record,
//! so that two answers can be told apart that were given by different rules.

use serde::{Deserialize, Serialize};

use crate::checklist::{Checklist, Gate, Priority};
use crate::id::GateId;
use crate::narrowing::Narrowing;
use crate::weakening::{Compared, Weakening};

/// What an answer is based on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// SHA-256 over the bytes of `readiness.toml`, in hexadecimal.
    pub checklist: String,
    /// SHA-256 over the policy as it was read, defaults included, in hexadecimal.
    pub policy: String,
    /// Whose clock the time was taken from.
    pub clock: ClockSource,
}

/// Whose clock the time is taken from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockSource {
    /// The clock of the machine.
    #[default]
    System,
    /// Somebody set the time by hand, with `SHIPWORTHY_NOW`.
    ByHand,
    /// The clock of a build for our own tests.
    Test,
}

impl ClockSource {
    /// The word for the clock, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::ByHand => "by-hand",
            Self::Test => "test",
        }
    }

    /// Why an answer by this clock cannot be GO, if it cannot.
    pub fn doubt(self) -> Option<String> {
        (self == Self::ByHand).then(|| {
            "the clock was set by hand: SHIPWORTHY_NOW says what time it is, and no GO rests on that"
                .to_owned()
        })
    }
}

/// The ground that an answer stands on: its basis, and what about the checklist a reader must know beside the outcomes.
#[derive(Debug, Clone, Default)]
pub struct AnswerGround {
    /// The checklist, the policy and the clock of the answer.
    pub basis: Basis,
    /// The priorities that a GO needs.
    pub required: Vec<Priority>,
    /// Priorities in use that matter more than one that is required, and are not required themselves.
    pub left_out: Vec<Priority>,
    /// The required gates that are not for this system, with the systems that they are for.
    pub excluded: Vec<(GateId, Vec<String>)>,
    /// What narrows the evidence of gates, line by line.
    pub narrowed: Vec<Narrowing>,
    /// The older checklists that this one was compared with.
    pub compared: Vec<Compared>,
    /// What is weaker than in one of those, or changed in a way of which nobody can tell.
    pub weakened: Vec<Weakening>,
    /// The weakenings that somebody approved and that are none.
    pub unused_approvals: Vec<String>,
}

impl AnswerGround {
    /// The ground of an answer by this checklist on a system, compared with nothing yet.
    pub fn of(checklist: &Checklist, basis: Basis, system: &str) -> Self {
        let required = checklist.policy.required.clone();
        let mut used: Vec<Priority> = checklist.gates().map(|gate| gate.priority).collect();
        used.sort_unstable();
        used.dedup();
        let least = required.iter().max().copied();
        let outranks = |priority: &Priority| {
            !required.contains(priority) && least.is_some_and(|least| *priority < least)
        };
        used.retain(outranks);
        let elsewhere = |gate: &&Gate| {
            let here = gate.platforms.is_empty() || gate.platforms.iter().any(|one| one == system);
            checklist.requires(gate) && !here
        };
        let excluded = checklist.gates().filter(elsewhere);
        let excluded = excluded.map(|gate| (gate.id.clone(), gate.platforms.clone())).collect();
        Self { basis, required, left_out: used, excluded, ..Self::default() }
    }
}
