//! The checklist: `readiness.toml`, read and free of mistakes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::id::{GateId, PhaseId};
use crate::params::Params;
use crate::time::Date;

/// A whole checklist. Phases are in the order of the file: the first is `phase1`.
#[derive(Debug, Clone, Default)]
pub struct Checklist {
    /// What it is a checklist of.
    pub title: String,
    /// What a GO needs.
    pub policy: Policy,
    /// The phases, in order.
    pub phases: Vec<Phase>,
    /// Failures accepted for a while.
    pub waivers: Vec<Waiver>,
    /// What people answered to gates that no tool can decide.
    pub sign_offs: Vec<SignOff>,
}

/// What a GO needs.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Gates of these priorities must hold; the others are reported only.
    pub required: Vec<Priority>,
    /// How long evidence lives, by what the gate looks at outside the tree (`network`, `machine`).
    pub max_age: BTreeMap<String, Duration>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { required: vec![Priority::P0, Priority::P1], max_age: BTreeMap::new() }
    }
}

/// How much a gate matters. P0 is the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// Nothing ships without it.
    P0,
    /// Must hold for a release.
    P1,
    /// Should hold.
    P2,
    /// Nice to have.
    P3,
}

impl Priority {
    /// The four, most important first.
    pub const ALL: [Priority; 4] = [Self::P0, Self::P1, Self::P2, Self::P3];
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::P0 => "P0",
            Self::P1 => "P1",
            Self::P2 => "P2",
            Self::P3 => "P3",
        })
    }
}

/// An ordered group of gates.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its id, unique in the checklist.
    pub id: PhaseId,
    /// What it is called on screen.
    pub title: String,
    /// Gates that must hold before any gate of this phase runs.
    pub entry: Vec<GateId>,
    /// Its gates, in order.
    pub gates: Vec<Gate>,
}

/// One claim with one check.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Its id, unique in the checklist and permanent.
    pub id: GateId,
    /// The claim.
    pub title: String,
    /// How much it matters.
    pub priority: Priority,
    /// Why it matters.
    pub why: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How much work it is, as the user wrote it.
    pub effort: Option<String>,
    /// Where an imported gate came from (`docs/checklist.md:12`).
    pub source: Option<String>,
    /// Gates that must hold before this one runs.
    pub needs: Vec<GateId>,
    /// How the claim is checked.
    pub check: Check,
    /// The longest any of its steps may take.
    pub timeout: Option<Duration>,
    /// How long its evidence lives, whatever the policy says.
    pub max_age: Option<Duration>,
    /// For how long after a release it must hold; at other times it is not applicable. `None`: at all times.
    pub watch: Option<Duration>,
    /// Further files (globs) that its result depends on.
    pub inputs: Vec<String>,
    /// The systems it applies to (`linux`, `macos`, `windows`, ...); everywhere when empty.
    pub platforms: Vec<String>,
}

impl Gate {
    /// A gate of the highest priority that says nothing but what is checked.
    pub fn of(id: GateId, check: Check) -> Self {
        Self {
            id,
            title: String::new(),
            priority: Priority::P0,
            why: None,
            owner: None,
            effort: None,
            source: None,
            needs: Vec::new(),
            check,
            timeout: None,
            max_age: None,
            watch: None,
            inputs: Vec::new(),
            platforms: Vec::new(),
        }
    }
}

/// The check of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The id of its kind.
    pub kind: String,
    /// Its parameters, validated against the kind's schema.
    pub params: Params,
}

/// A failing gate accepted for a while.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waiver {
    /// The gate whose failure is accepted.
    pub gate: GateId,
    /// Why.
    pub reason: String,
    /// Who will mend it.
    pub owner: String,
    /// Who accepted it: another person.
    pub approver: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// A person's answer to a gate that no tool can decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// The gate it answers.
    pub gate: GateId,
    /// Whether the claim of the gate holds.
    pub answer: SignOffAnswer,
    /// Who gives the answer.
    pub by: String,
    /// The day on which it was said.
    pub date: Date,
    /// The last day on which it holds.
    pub until: Date,
    /// The commit that was looked at, in full or abbreviated. What has changed since is not answered for.
    pub commit: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// The answer of a sign-off: does the claim of the gate hold?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignOffAnswer {
    /// The claim holds.
    Yes,
    /// The claim does not hold.
    No,
}

impl SignOffAnswer {
    /// Both answers.
    pub const ALL: [SignOffAnswer; 2] = [Self::Yes, Self::No];
}

impl fmt::Display for SignOffAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Yes => "yes",
            Self::No => "no",
        })
    }
}

impl Checklist {
    /// Every gate, in order.
    pub fn gates(&self) -> impl Iterator<Item = &Gate> {
        self.phases.iter().flat_map(|phase| &phase.gates)
    }

    /// The gate with this id.
    pub fn gate(&self, id: &GateId) -> Option<&Gate> {
        self.gates().find(|gate| gate.id == *id)
    }

    /// The phase that a gate belongs to, and its place in the order, from 1.
    pub fn phase_of(&self, id: &GateId) -> Option<(usize, &Phase)> {
        let phase = |(at, phase): (usize, _)| (at + 1, phase);
        self.phases
            .iter()
            .enumerate()
            .find(|(_, phase)| phase.gates.iter().any(|gate| gate.id == *id))
            .map(phase)
    }

    /// These gates and all that they need, directly or not.
    pub fn with_needs(&self, gates: &BTreeSet<GateId>) -> BTreeSet<GateId> {
        let all: BTreeMap<&GateId, &Gate> = self.gates().map(|gate| (&gate.id, gate)).collect();
        let mut found = BTreeSet::new();
        let mut open: Vec<&GateId> = gates.iter().collect();
        while let Some(id) = open.pop() {
            if let Some(gate) = all.get(id)
                && found.insert(id.clone())
            {
                open.extend(&gate.needs);
            }
        }
        found
    }

    /// The answer to this gate, when there is one.
    pub fn sign_off(&self, id: &GateId) -> Option<&SignOff> {
        self.sign_offs.iter().find(|sign_off| sign_off.gate == *id)
    }

    /// Does a GO need this gate?
    pub fn requires(&self, gate: &Gate) -> bool {
        self.policy.required.contains(&gate.priority)
    }
}
