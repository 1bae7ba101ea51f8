//! One gate in an answer: its outcome, with what led to it.

use super::entry::{Evidence, Known};
use super::outcome::{Outcome, outcome};
use crate::as_of::AsOf;
use crate::checklist::{Checklist, Gate};
use crate::id::PhaseId;
use crate::judgement::{Finding, Measurement};
use crate::watch::Watch;

/// The status of one gate, with all that a report shows of it.
#[derive(Debug, Clone)]
pub struct GateStatus {
    /// The gate whose status it is.
    pub gate: Gate,
    /// The id of the gate's phase.
    pub phase: PhaseId,
    /// Does the verdict need the gate?
    pub required: bool,
    /// The outcome of the gate.
    pub outcome: Outcome,
    /// Why the gate has this outcome, when that is not plain from the findings.
    pub reason: Option<String>,
    /// Is the evidence about the tree of now?
    pub fresh: bool,
    /// The evidence that the outcome rests on, when there is some.
    pub evidence: Option<Evidence>,
    /// For a gate with a `watch`, where it stands in the days after a release.
    pub watch: Option<Watch>,
}

impl GateStatus {
    /// The status of a gate by what is known of it.
    pub(super) fn of(
        checklist: &Checklist,
        phase: &PhaseId,
        gate: &Gate,
        known: &Known,
        at: AsOf<'_>,
    ) -> Self {
        let (outcome, reason) = outcome(checklist, gate, known, at);
        let evidence = match known {
            // What was seen in an earlier watch says nothing where there is nothing to say.
            Known::Evidence(evidence) if outcome != Outcome::NotApplicable => Some(evidence.as_ref().clone()),
            Known::Evidence(_) | Known::Nothing(_) | Known::NotApplicable(_) => None,
        };
        Self {
            gate: gate.clone(),
            phase: phase.clone(),
            required: checklist.requires(gate),
            outcome,
            reason,
            fresh: evidence.is_some() && outcome != Outcome::Stale,
            evidence,
            watch: Watch::of(gate, at),
        }
    }

    /// The findings of the gate's evidence.
    pub fn findings(&self) -> &[Finding] {
        self.evidence.as_ref().map_or(&[], |evidence| &evidence.judgement.findings)
    }

    /// The measurements of the gate's evidence.
    pub fn measurements(&self) -> &[Measurement] {
        self.evidence.as_ref().map_or(&[], |evidence| &evidence.judgement.measurements)
    }

    /// Was the gate run by this very command?
    pub fn executed(&self) -> bool {
        self.evidence.as_ref().is_some_and(|evidence| evidence.executed)
    }
}
