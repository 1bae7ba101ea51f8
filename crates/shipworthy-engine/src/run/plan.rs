//! The plan of a run: which gates are run, which are answered from evidence, and what each must wait for. Runs nothing.

use std::collections::BTreeMap;

use shipworthy_model::checklist::{Checklist, Gate};
use shipworthy_model::id::GateId;
use shipworthy_model::kind::{Effect, Kind, Need};
use shipworthy_model::verdict::{self, Outcome, Selection};

use crate::run::effect::has_effect;
use crate::run::session::Session;
use crate::run::survey::Surveyed;

/// Which evidence may answer for a gate instead of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// A fresh pass answers instead of a run.
    Fresh,
    /// No evidence may answer: the gates asked about run again.
    Nothing,
}

/// The gates to run, and those that evidence answers for.
#[derive(Debug, Default)]
pub struct RunPlan {
    /// The gates to run, in the order of the checklist, each with the gates it waits for.
    pub run: Vec<PlannedGate>,
    /// The gates that are answered from evidence.
    pub reused: Vec<GateId>,
}

/// One gate that is to be run, with what it waits for.
#[derive(Debug)]
pub struct PlannedGate {
    /// The place of the gate in the survey.
    pub at: usize,
    /// The gates that must hold first: its own `needs`, and the entry criteria of its phase.
    pub after: Vec<(GateId, Criterion)>,
    /// The lane of the gate: what it may run beside.
    pub lane: Lane,
}

/// What a gate may run beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The gate may run beside any other that is not alone.
    Free,
    /// The gate may run beside any other that does not use Cargo's target directory.
    Cargo,
    /// The gate may run beside no other.
    Alone,
}

/// Why a gate waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// The waiting gate names the other in its `needs`.
    Need,
    /// The phase of the waiting gate names the other as an entry criterion.
    Entry,
}

impl Criterion {
    /// Why a gate cannot run that waits for `gate`, when `gate` has this outcome.
    pub fn unmet(self, gate: &GateId, outcome: Outcome) -> String {
        let state = match outcome {
            Outcome::Fail => "fails".to_owned(),
            Outcome::NotRun => "was not run".to_owned(),
            Outcome::Unknown | Outcome::Stale | Outcome::Waived | Outcome::NotApplicable | Outcome::Pass => {
                format!("is {}", outcome.word())
            }
        };
        match self {
            Self::Need => format!("it needs `{gate}`, which {state}"),
            Self::Entry => format!("its phase begins with `{gate}`, which {state}"),
        }
    }
}

/// Plans the gates that `question` asks about, and those they need.
pub fn plan(session: &Session<'_>, surveyed: &[Surveyed], question: &Selection, reuse: Reuse) -> RunPlan {
    let asked = question.asked(session.checklist);
    let wanted = session.checklist.with_needs(&asked);
    let places: BTreeMap<&GateId, usize> =
        surveyed.iter().enumerate().map(|(at, surveyed)| (&surveyed.entry.gate, at)).collect();
    let now = session.as_of();
    let mut plan = RunPlan::default();
    for phase in &session.checklist.phases {
        for gate in phase.gates.iter().filter(|gate| wanted.contains(&gate.id)) {
            let Some(&at) = places.get(&gate.id) else { continue };
            let (outcome, _) = verdict::outcome(session.checklist, gate, &surveyed[at].entry.known, now);
            let again = reuse == Reuse::Nothing && asked.contains(&gate.id);
            match outcome {
                Outcome::NotApplicable => {}
                Outcome::Pass if !again => plan.reused.push(gate.id.clone()),
                _ => {
                    let needs = gate.needs.iter().map(|need| (need.clone(), Criterion::Need));
                    let entry = phase.entry.iter().map(|entry| (entry.clone(), Criterion::Entry));
                    plan.run.push(PlannedGate {
                        at,
                        after: needs.chain(entry).collect(),
                        lane: lane(session, gate),
                    });
                }
            }
        }
    }
    plan
}

fn lane(session: &Session<'_>, gate: &Gate) -> Lane {
    match session.kind(gate) {
        Ok(kind) if has_effect(gate, kind, Effect::Alone) => Lane::Alone,
        Ok(kind) if has_effect(gate, kind, Effect::WritesTarget) => Lane::Cargo,
        _ => Lane::Free,
    }
}

/// Must Cargo perhaps be called to answer this selection?
pub fn calls_cargo(checklist: &Checklist, kinds: &[&'static Kind], question: &Selection) -> bool {
    let wanted = checklist.with_needs(&question.asked(checklist));
    checklist.gates().filter(|gate| wanted.contains(&gate.id)).any(|gate| {
        let kind = kinds.iter().find(|kind| kind.schema.id == gate.check.kind);
        kind.is_some_and(|kind| {
            kind.needs.contains(&Need::Tool("cargo")) || has_effect(gate, kind, Effect::WritesTarget)
        })
    })
}
