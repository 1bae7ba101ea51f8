//! The one judgement: what is known of every gate becomes GO, NO-GO or INCOMPLETE.
//!
//! A pure function of checklist, evidence, waivers, and the time and the releases handed in. No check, renderer or command decides
//! anything; a test greps that no other file makes a [`Verdict`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::as_of::AsOf;
use crate::checklist::{Checklist, Gate, SignOff, Waiver};
use crate::exit::Exit;
use crate::humanize;
use crate::id::{GateId, PhaseId};
use crate::judgement::{Conclusion, Finding, Judgement, Measurement};
use crate::release::Release;
use crate::time::Timestamp;
use crate::unknown::{Reason, Unknown};
use crate::watch::Watch;

/// What is known of one gate. The engine makes exactly one for each gate of the checklist.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The id of the gate.
    pub gate: GateId,
    /// What is known of the gate.
    pub known: Known,
}

/// What is known of a gate before it is judged.
#[derive(Debug, Clone)]
pub enum Known {
    /// The gate was not run, and no evidence is left of an earlier run; with the reason when there is a special one.
    Nothing(Option<String>),
    /// The gate does not apply here, for this reason.
    NotApplicable(String),
    /// The gate was run, now or earlier.
    Evidence(Box<Evidence>),
}

/// What the record of a run says, and how it relates to the tree of now.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The digest that names the record.
    pub record: String,
    /// When the record was written.
    pub recorded: Timestamp,
    /// The commit that the record was written on.
    pub commit: Option<String>,
    /// The root of the workspace whose run it was, when that is another one.
    pub from: Option<String>,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// The judgement of the check.
    pub judgement: Judgement,
    /// Was the gate run by this very command?
    pub executed: bool,
    /// The parts of the fingerprint that differ now; empty when nothing its result depends on has changed.
    pub changed: Vec<String>,
    /// Beyond this age the world outside the tree may have changed.
    pub max_age: Option<Duration>,
    /// Why this gate was not run again although it should have been, when that is so.
    pub skipped: Option<String>,
}

/// The outcome of a gate, as a report shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The claim is refuted.
    Fail,
    /// Whether the claim holds could not be told.
    Unknown,
    /// The claim was judged once, but something it depends on has changed.
    Stale,
    /// The claim was not looked at.
    NotRun,
    /// The claim is refuted, and that is accepted for a while.
    Waived,
    /// The gate does not apply here.
    NotApplicable,
    /// The claim is proven.
    Pass,
}

impl Outcome {
    /// The word for the outcome, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Stale => "stale",
            Self::NotRun => "not-run",
            Self::Waived => "waived",
            Self::NotApplicable => "not-applicable",
            Self::Pass => "pass",
        }
    }

    /// May what depends on the gate go on?
    pub fn holds(self) -> bool {
        matches!(self, Self::Pass | Self::Waived | Self::NotApplicable)
    }
}

/// The verdict on a checklist: may this commit ship?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// Every gate that is required is proven.
    #[serde(rename = "GO")]
    Go,
    /// A gate that is required is refuted.
    #[serde(rename = "NO-GO")]
    NoGo,
    /// No gate that is required is refuted, but one is not proven.
    #[serde(rename = "INCOMPLETE")]
    Incomplete,
}

impl Verdict {
    /// The exit code of a command that ends with this verdict.
    pub fn exit(self) -> Exit {
        match self {
            Self::Go => Exit::Go,
            Self::NoGo => Exit::NoGo,
            Self::Incomplete => Exit::Incomplete,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Go => "GO",
            Self::NoGo => "NO-GO",
            Self::Incomplete => "INCOMPLETE",
        })
    }
}

/// The gates that a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All gates of the checklist.
    Everything,
    /// The gates of one phase, by its place from 1. A known failure in an earlier phase counts against it.
    Phase(usize),
    /// The gates with these ids, required or not.
    Gates(Vec<GateId>),
}

impl Selection {
    /// The ids of the gates that are selected.
    pub fn asked(&self, checklist: &Checklist) -> BTreeSet<GateId> {
        match self {
            Self::Everything => checklist.gates().map(|gate| gate.id.clone()).collect(),
            Self::Phase(number) => {
                let phase = number.checked_sub(1).and_then(|at| checklist.phases.get(at));
                phase.into_iter().flat_map(|phase| &phase.gates).map(|gate| gate.id.clone()).collect()
            }
            Self::Gates(ids) => ids.iter().cloned().collect(),
        }
    }

    /// The gates that must hold before those it is about can run: what they need, and the entry criteria of their
    /// phases.
    fn conditions(&self, checklist: &Checklist, asked: &BTreeSet<GateId>) -> BTreeSet<GateId> {
        if *self == Self::Everything {
            return BTreeSet::new();
        }
        let mut all = checklist.with_needs(asked);
        let phases = checklist.phases.iter().filter(|phase| phase.gates.iter().any(|g| all.contains(&g.id)));
        let entries: Vec<GateId> = phases.flat_map(|phase| phase.entry.iter().cloned()).collect();
        all.extend(entries);
        &all - asked
    }

    /// Is the phase at `at`, counted from 0, one before the phase that is asked about?
    fn is_after(&self, at: usize) -> bool {
        matches!(self, Self::Phase(number) if at + 1 < *number)
    }
}

/// The status of one gate, with all that a report shows of it.
#[derive(Debug, Clone)]
pub struct GateStatus {
    /// The gate.
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
    /// The verdict of somebody who wants to know of this gate alone, with the doubts of the whole answer.
    pub fn verdict(&self, doubts: &[String]) -> Verdict {
        decide(std::slice::from_ref(self), doubts)
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

/// A waiver and whether it is used.
#[derive(Debug, Clone)]
pub struct WaiverStatus {
    /// The waiver.
    pub waiver: Waiver,
    /// Does the waiver cover a failure now?
    pub used: bool,
    /// How many days are left until the last day on which the waiver holds.
    pub days_left: i64,
}

/// A sign-off and how long it holds.
#[derive(Debug, Clone)]
pub struct SignOffStatus {
    /// The sign-off.
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
    /// The verdict.
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

/// How far ahead of the clock a record may be before it is called future-dated: clocks of machines that share
/// evidence differ a little.
const CLOCK_SKEW: Duration = Duration::from_secs(300);

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
            let stand = |known: &Known| status(checklist, &phase.id, gate, known, at);
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
    let verdict = decide(&statuses, &irregular);
    let weakest = weakest(&statuses, (&waivers, &sign_offs), now);
    let released = at.releases.last().cloned();
    Assessment { verdict, statuses, irregular, missing, waivers, sign_offs, weakest, released }
}

fn decide(statuses: &[GateStatus], irregular: &[String]) -> Verdict {
    let required = || statuses.iter().filter(|status| status.required).map(|status| status.outcome);
    // A checklist that requires nothing has proven nothing, and so has one of which everything is waived.
    let proven = required().any(|outcome| outcome == Outcome::Pass);
    if required().any(|outcome| outcome == Outcome::Fail) {
        Verdict::NoGo
    } else if !irregular.is_empty() || !proven || !required().all(Outcome::holds) {
        Verdict::Incomplete
    } else {
        Verdict::Go
    }
}

/// The outcome of one gate, seen by itself, and why, when that is not plain from its findings.
pub fn outcome(checklist: &Checklist, gate: &Gate, known: &Known, at: AsOf<'_>) -> (Outcome, Option<String>) {
    let watch = Watch::of(gate, at);
    let fails = |known: &Known| matches!(known, Known::Evidence(evidence) if evidence.judgement.result == Conclusion::Fail);
    if let (Some(Watch::Unrecorded(why)), false) =
        (&watch, matches!(known, Known::NotApplicable(_)) || fails(known))
    {
        return (Outcome::Unknown, Some(Unknown::new(Reason::CouldNotLook, why.clone()).to_string()));
    }
    let evidence = match (known, &watch) {
        (Known::NotApplicable(why), _) | (_, Some(Watch::Idle(why))) => {
            return (Outcome::NotApplicable, Some(why.clone()));
        }
        (Known::Nothing(None), Some(Watch::Unclear(why))) => return (Outcome::NotRun, Some(why.clone())),
        (Known::Nothing(why), _) => return (Outcome::NotRun, why.clone()),
        (Known::Evidence(evidence), _) => evidence.as_ref(),
    };
    let now = at.now;
    let unseen = || unseen(evidence, checklist.sign_off(&gate.id), watch.as_ref()?, now);
    if let Some(why) = staleness(evidence, now).or_else(unseen) {
        let why = evidence.skipped.as_ref().map_or(why.clone(), |skipped| format!("{skipped}; {why}"));
        return (Outcome::Stale, Some(why));
    }
    let waived = || checklist.waivers.iter().any(|waiver| waiver.gate == gate.id && holds(waiver, now));
    match &evidence.judgement.result {
        // A check of an adopter can build any judgement; one that looked at nothing has proven nothing all the same.
        Conclusion::Pass if evidence.judgement.subjects.is_none_or(|subjects| subjects == 0) => {
            let nothing =
                Unknown::new(Reason::NothingToLookAt, "it passed without having looked at anything");
            (Outcome::Unknown, Some(nothing.to_string()))
        }
        Conclusion::Pass => (Outcome::Pass, None),
        Conclusion::Fail if waived() => (Outcome::Waived, None),
        Conclusion::Fail => (Outcome::Fail, None),
        Conclusion::Unknown(unknown) => (Outcome::Unknown, Some(unknown.to_string())),
    }
}

fn status(checklist: &Checklist, phase: &PhaseId, gate: &Gate, known: &Known, at: AsOf<'_>) -> GateStatus {
    let (outcome, reason) = outcome(checklist, gate, known, at);
    let evidence = match known {
        // What was seen in an earlier watch says nothing where there is nothing to say.
        Known::Evidence(evidence) if outcome != Outcome::NotApplicable => Some(evidence.as_ref().clone()),
        Known::Evidence(_) | Known::Nothing(_) | Known::NotApplicable(_) => None,
    };
    GateStatus {
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

/// Why the evidence does not speak for the tree of now, if it does not.
fn staleness(evidence: &Evidence, now: Timestamp) -> Option<String> {
    if !evidence.changed.is_empty() {
        return Some(format!("changed since: {}", evidence.changed.join(", ")));
    }
    let age = now.since(evidence.recorded);
    if evidence.recorded.since(now) > CLOCK_SKEW {
        return Some(format!("recorded in the future, at {}: was the clock set back?", evidence.recorded));
    }
    let limit = evidence.max_age.filter(|_| !evidence.executed)?;
    if limit.is_zero() {
        return Some("it runs every time it is asked for".to_owned());
    }
    (age > limit).then(|| format!("older than {}", humanize::span(limit)))
}

/// Why the evidence says nothing of the release that is watched, if it does not: it, or the answer that it is about, is
/// from before that.
fn unseen(evidence: &Evidence, sign_off: Option<&SignOff>, watch: &Watch, now: Timestamp) -> Option<String> {
    let Watch::On { release, since, .. } = watch else { return None };
    let signed_before = sign_off.filter(|sign_off| sign_off.date < since.date());
    if since.since(now) > CLOCK_SKEW {
        return Some(format!(
            "the release of {release} ended in the future, at {since}: was the clock set back?"
        ));
    }
    if let Some(sign_off) = signed_before {
        return Some(format!("answered on {}, before the release of {release}", sign_off.date));
    }
    (evidence.recorded < *since).then(|| format!("recorded before the release of {release}"))
}

/// Is this day one of those on which it holds?
fn holds(waiver: &Waiver, now: Timestamp) -> bool {
    waiver.expires >= now.date()
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
