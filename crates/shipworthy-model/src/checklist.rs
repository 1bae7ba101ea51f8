//! The checklist: `readiness.toml`, read and free of mistakes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::each::Each;
use crate::id::{GateId, PhaseId};
use crate::narrowing::NarrowingKey;
use crate::params::Params;
use crate::release_settings::ReleaseSettings;
use crate::time::Date;
use crate::weakening::{Approval, OnWeakening};

/// A whole checklist. Phases are in the order of the file: the first is `phase1`.
#[derive(Debug, Clone, Default)]
pub struct Checklist {
    /// SHA-256 over the bytes that the checklist was read from, in hexadecimal; empty for one that was not read.
    pub digest: String,
    /// The title of the checklist: what it is a checklist of.
    pub title: String,
    /// The policy: what a GO needs.
    pub policy: Policy,
    /// The phases, in order.
    pub phases: Vec<Phase>,
    /// The waivers: failures accepted for a while.
    pub waivers: Vec<Waiver>,
    /// The sign-offs: what people answered to gates that no tool can decide.
    pub sign_offs: Vec<SignOff>,
    /// The approvals: consents to changes that ask for less than an older checklist did.
    pub approvals: Vec<Approval>,
    /// The settings of releases.
    pub release: ReleaseSettings,
}

/// What a GO needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Gates of these priorities must hold; the others are reported only.
    pub required: Vec<Priority>,
    /// How long evidence lives, by what the gate looks at outside the tree (`network`, `machine`).
    pub max_age: BTreeMap<String, Duration>,
    /// The longest that a waiver may still hold.
    pub longest_waiver: Duration,
    /// The only people who may approve, by name; anybody when there are none.
    pub approvers: Vec<String>,
    /// What follows when less is asked for than before, and nobody approved.
    pub weakening: OnWeakening,
    /// Are the processes of gates watched for the files that they open, where the system can tell?
    pub observe: bool,
    /// Whose other workspaces may prove gates of this one.
    pub share: Sharing,
    /// Where the gates build what they compile.
    pub target: TargetFolder,
}

/// Where the gates build what they compile. Neither is believed more than the other: what cargo calls fresh is held against
/// what it was made of in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetFolder {
    /// Where the user's own calls of cargo build: what one of them has compiled the other need not.
    #[default]
    Shared,
    /// In a folder of their own, so that neither waits for the lock of the other.
    Own,
}

impl TargetFolder {
    /// Both of them, the default first.
    pub const ALL: [TargetFolder; 2] = [Self::Shared, Self::Own];
}

impl fmt::Display for TargetFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Shared => "shared",
            Self::Own => "own",
        })
    }
}

/// Whose other workspaces may prove gates of this one, when their runs depended on the very same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sharing {
    /// Nobody's: what was recorded elsewhere proves nothing here.
    #[default]
    None,
    /// Those of the same user on the same machine.
    User,
}

impl Sharing {
    /// Both of them, the stricter one first.
    pub const ALL: [Sharing; 2] = [Self::None, Self::User];
}

impl fmt::Display for Sharing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::User => "user",
        })
    }
}

/// The longest that a waiver may still hold when the policy does not say: 180 days.
const LONGEST_WAIVER: Duration = Duration::from_secs(180 * 86_400);

impl Default for Policy {
    fn default() -> Self {
        Self {
            required: vec![Priority::P0, Priority::P1],
            max_age: BTreeMap::new(),
            longest_waiver: LONGEST_WAIVER,
            approvers: Vec::new(),
            weakening: OnWeakening::Report,
            observe: false,
            share: Sharing::None,
            target: TargetFolder::Shared,
        }
    }
}

/// How much a gate matters. P0 is the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// Nothing ships without the gate.
    P0,
    /// The gate must hold for a release.
    P1,
    /// The gate should hold.
    P2,
    /// The gate is nice to have.
    P3,
}

impl Priority {
    /// The four priorities, most important first.
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
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// The id of the phase, unique in the checklist.
    pub id: PhaseId,
    /// The title of the phase, as it is called on screen.
    pub title: String,
    /// Gates that must hold before any gate of this phase runs.
    pub entry: Vec<GateId>,
    /// The gates of the phase, in order.
    pub gates: Vec<Gate>,
}

/// One claim with one check.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The id of the gate, unique in the checklist and permanent.
    pub id: GateId,
    /// The claim of the gate, in words.
    pub title: String,
    /// How much the gate matters.
    pub priority: Priority,
    /// Why the gate matters.
    pub why: Option<String>,
    /// Who answers for the gate.
    pub owner: Option<String>,
    /// How much work the gate is, as the user wrote it.
    pub effort: Option<String>,
    /// Where an imported gate came from (`docs/checklist.md:12`).
    pub source: Option<String>,
    /// Gates that must hold before this one runs.
    pub needs: Vec<GateId>,
    /// How the claim is checked.
    pub check: Check,
    /// The longest any step of the gate may take.
    pub timeout: Option<Duration>,
    /// How long evidence of the gate lives, whatever the policy says.
    pub max_age: Option<Duration>,
    /// For how long after a release the gate must hold; at other times it is not applicable. `None`: at all times.
    pub watch: Option<Duration>,
    /// Further files (globs) that the result of the gate depends on.
    pub inputs: Vec<String>,
    /// Of the files that the gate is presumed to read, only those that match one of these globs count; all when there are none.
    pub only: Vec<String>,
    /// Of the files that the gate is presumed to read, those that match one of these globs do not count.
    pub except: Vec<String>,
    /// Environment variables that are set for the steps of the gate.
    pub env: BTreeMap<String, String>,
    /// The names of environment variables whose values the result of the gate depends on.
    pub env_inputs: Vec<String>,
    /// Are the processes of the gate watched for the files that they open? `None`: as the policy says.
    pub observe: Option<bool>,
    /// The systems that the gate applies to (`linux`, `macos`, `windows`, ...); all of them when empty.
    pub platforms: Vec<String>,
    /// What the gate stands for one by one, when it is a gate for many.
    pub each: Option<Each>,
}

impl Gate {
    /// The globs that stand under a key which narrows.
    pub fn narrowing(&self, key: NarrowingKey) -> &[String] {
        match key {
            NarrowingKey::Only => &self.only,
            NarrowingKey::Except => &self.except,
        }
    }

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
            only: Vec::new(),
            except: Vec::new(),
            env: BTreeMap::new(),
            env_inputs: Vec::new(),
            observe: None,
            platforms: Vec::new(),
            each: None,
        }
    }
}

/// The check of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The id of the check's kind.
    pub kind: String,
    /// The parameters of the check, validated against the kind's schema.
    pub params: Params,
}

/// A failing gate accepted for a while.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waiver {
    /// The gate whose failure is accepted.
    pub gate: GateId,
    /// Why the failure is accepted.
    pub reason: String,
    /// Who will mend the failure.
    pub owner: String,
    /// Who accepted the failure: another person than the owner.
    pub approver: String,
    /// The last day on which the waiver holds.
    pub expires: Date,
}

/// A person's answer to a gate that no tool can decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// The gate that the sign-off answers.
    pub gate: GateId,
    /// Whether the claim of the gate holds.
    pub answer: SignOffAnswer,
    /// Who gives the answer.
    pub by: String,
    /// The day on which the answer was given.
    pub date: Date,
    /// The last day on which the answer holds.
    pub until: Date,
    /// The commit that was looked at, in full. What has changed since is not answered for.
    pub commit: Option<String>,
    /// The question that was answered, when the answer repeats it.
    #[serde(default)]
    pub question: Option<String>,
    /// A note of the person who answered.
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
    /// Both answers of a sign-off.
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
    /// Every gate of the checklist, in order.
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

    /// The sign-off of the gate with this id, when there is one.
    pub fn sign_off(&self, id: &GateId) -> Option<&SignOff> {
        self.sign_offs.iter().find(|sign_off| sign_off.gate == *id)
    }

    /// Does a GO need this gate?
    pub fn requires(&self, gate: &Gate) -> bool {
        self.policy.required.contains(&gate.priority)
    }
}
