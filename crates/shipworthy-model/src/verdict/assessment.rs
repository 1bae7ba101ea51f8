//! The assessment: the verdict, and all that led to it and that leans on it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::decision::Verdict;
use super::entry::{Entry, Known};
use super::gate_status::GateStatus;
use super::outcome::{Outcome, holds};
use super::selection::Selection;
use crate::as_of::AsOf;
use crate::checklist::{Checklist, SignOff, Waiver};
use crate::id::GateId;
use crate::judgement::Measurement;
use crate::release::Release;
use crate::time::Timestamp;

/// A waiver and whether it is used.
#[derive(Debug, Clone)]
pub struct WaiverStatus {
    /// The waiver as the checklist has it.
    pub waiver: Waiver,
    /// Does the waiver cover a failure now?
    pub used: bool,
    /// How many days are left until the last day on which the waiver holds.
    pub days_left: i64,
}

/// A sign-off and how long it holds.
#[derive(Debug, Clone)]
pub struct SignOffStatus {
    /// The sign-off as the checklist has it.
    pub sign_off: SignOff,
    /// Does the gate have the outcome that the sign-off gives it?
    pub used: bool,
    /// Days until the last day on which it holds; negative when that has passed.
    pub days_left: i64,
}

/// The weakest points of a GO.
#[derive(Debug, Clone, Default)]
pub struct Weakest {
    /// The measurement nearest to its limit, with its gate and the margin as a share of the limit.
    pub margin: Option<(GateId, Measurement, f64)>,
    /// The gate with the oldest evidence, and its age.
    pub oldest: Option<(GateId, Duration)>,
    /// The waiver in use that ends first, and in how many days.
    pub waiver: Option<(GateId, i64)>,
    /// The sign-off in use that ends first, and in how many days.
    pub sign_off: Option<(GateId, i64)>,
}

/// The verdict and all that led to it.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The verdict on the gates that were asked about.
    pub verdict: Verdict,
    /// The status of each gate that was asked about, in the order of the checklist.
    pub statuses: Vec<GateStatus>,
    /// Entries that are missing, double or unknown, and doubts about the whole: the answer cannot be GO.
    pub irregular: Vec<String>,
    /// The ids of gates without an entry.
    pub missing: Vec<GateId>,
    /// The status of every waiver of the checklist.
    pub waivers: Vec<WaiverStatus>,
    /// The status of every sign-off of the checklist.
    pub sign_offs: Vec<SignOffStatus>,
    /// What a GO leans on most: its weakest evidence.
    pub weakest: Weakest,
    /// The release that ended last.
    pub released: Option<Release>,
}

/// The assessment of what is known at this moment.
pub fn assess(checklist: &Checklist, entries: &[Entry], question: &Selection, at: AsOf<'_>) -> Assessment {
    let now = at.now;
    let mut irregular = at.doubts.to_vec();
    let mut missing = Vec::new();
    let mut known: BTreeMap<&GateId, Vec<&Known>> = BTreeMap::new();
    let gates: BTreeSet<&GateId> = checklist.gates().map(|gate| &gate.id).collect();
    for entry in entries {
        if !gates.contains(&entry.gate) {
            irregular.push(format!("a result for `{}`, which is not in the checklist", entry.gate));
        } else {
            known.entry(&entry.gate).or_default().push(&entry.known);
        }
    }
    let several = known.iter().filter(|(_, all)| all.len() > 1);
    irregular.extend(several.map(|(gate, all)| format!("{} results for `{gate}`", all.len())));
    if let Selection::Gates(ids) = question {
        let strange = ids.iter().filter(|id| checklist.gate(id).is_none());
        irregular.extend(strange.map(|id| format!("`{id}` was asked about, and is not in the checklist")));
    }
    let asked = question.asked(checklist);
    let conditions = question.conditions(checklist, &asked);
    let mut statuses = Vec::new();
    for (place, phase) in checklist.phases.iter().enumerate() {
        for gate in &phase.gates {
            let (asked, condition) = (asked.contains(&gate.id), conditions.contains(&gate.id));
            if !asked && !condition && !question.is_after(place) {
                continue;
            }
            let all = known.get(&gate.id).into_iter().flatten();
            let stand = |known: &Known| GateStatus::of(checklist, &phase.id, gate, known, at);
            // Of several results the worst counts: a known defect is not hidden by another answer.
            let status = all.map(|known| stand(known)).min_by_key(|status| status.outcome);
            let mut status = status.unwrap_or_else(|| {
                missing.push(gate.id.clone());
                stand(&Known::Nothing(None))
            });
            // Whoever names a gate wants it to hold, whatever its priority; so does what cannot run before it holds.
            status.required |= condition || matches!(question, Selection::Gates(_));
            let fails = status.outcome == Outcome::Fail && status.required;
            if asked || fails || (condition && (status.executed() || !status.outcome.holds())) {
                statuses.push(status);
            }
        }
    }
    irregular.extend(missing.iter().map(|gate| format!("no result for `{gate}`")));
    let waivers = waivers(checklist, &statuses, now);
    let sign_offs = sign_offs(checklist, &statuses, now);
    let verdict = Verdict::of(&statuses, &irregular);
    let weakest = weakest(&statuses, (&waivers, &sign_offs), now);
    let released = at.releases.last().cloned();
    Assessment { verdict, statuses, irregular, missing, waivers, sign_offs, weakest, released }
}

fn waivers(checklist: &Checklist, statuses: &[GateStatus], now: Timestamp) -> Vec<WaiverStatus> {
    let covers = |waiver: &Waiver, status: &GateStatus| {
        status.gate.id == waiver.gate && status.outcome == Outcome::Waived
    };
    let used = |waiver: &Waiver| holds(waiver, now) && statuses.iter().any(|status| covers(waiver, status));
    checklist
        .waivers
        .iter()
        .map(|waiver| WaiverStatus {
            waiver: waiver.clone(),
            used: used(waiver),
            days_left: waiver.expires.days_since(now.date()),
        })
        .collect()
}

fn sign_offs(checklist: &Checklist, statuses: &[GateStatus], now: Timestamp) -> Vec<SignOffStatus> {
    let decides = |sign_off: &SignOff, status: &GateStatus| {
        let decided = matches!(status.outcome, Outcome::Pass | Outcome::Fail | Outcome::Waived);
        status.gate.id == sign_off.gate && decided
    };
    let status = |sign_off: &SignOff| SignOffStatus {
        sign_off: sign_off.clone(),
        used: statuses.iter().any(|status| decides(sign_off, status)),
        days_left: sign_off.until.days_since(now.date()),
    };
    checklist.sign_offs.iter().map(status).collect()
}

fn weakest(
    statuses: &[GateStatus],
    (waivers, sign_offs): (&[WaiverStatus], &[SignOffStatus]),
    now: Timestamp,
) -> Weakest {
    let proven = || statuses.iter().filter(|s| s.outcome == Outcome::Pass);
    let margins = proven().flat_map(|status| {
        let margin = |measured: &Measurement| {
            measured.margin().map(|margin| (status.gate.id.clone(), measured.clone(), margin))
        };
        status.measurements().iter().filter_map(margin)
    });
    let ages = proven().filter_map(|status| {
        let evidence = status.evidence.as_ref()?;
        Some((status.gate.id.clone(), now.since(evidence.recorded)))
    });
    Weakest {
        margin: margins.min_by(|a, b| a.2.total_cmp(&b.2)),
        oldest: ages.max_by_key(|(_, age)| *age),
        waiver: waivers
            .iter()
            .filter(|waiver| waiver.used)
            .map(|waiver| (waiver.waiver.gate.clone(), waiver.days_left))
            .min_by_key(|(_, days)| *days),
        sign_off: sign_offs
            .iter()
            .filter(|sign_off| sign_off.used)
            .map(|sign_off| (sign_off.sign_off.gate.clone(), sign_off.days_left))
            .min_by_key(|(_, days)| *days),
    }
}
