//! The document of every command that judges gates, and what a gate is in it.

use shipworthy_model::basis::AnswerGround;
use shipworthy_model::checklist::{Priority, SignOffAnswer};
use shipworthy_model::id::{GateId, PhaseId};
use shipworthy_model::judgement::{Finding, Limit, Measurement};
use shipworthy_model::release::{Release, ReleaseStep, ReleasedPackage, StepState};
use shipworthy_model::time::{Date, Timestamp};
use shipworthy_model::verdict::{
    Assessment, GateStatus, Outcome, SignOffStatus, Verdict, WaiverStatus, Weakest,
};
use shipworthy_model::watch::Watch;

use super::document::{OneOf, Version, document, seconds, words};
use super::ground::GroundJson;
use crate::view::Checkout;

document! {
    /// What is known of the gates that were asked for, and the verdict.
    pub struct StatusDocument {
        /// The version of this document.
        schema: Version,
        /// The verdict: whether the commit may ship.
        verdict: OneOf<Verdict>,
        /// The commit that is checked out.
        commit: Option<String>,
        /// The git tree of that commit.
        tree: Option<String>,
        /// Whether files differ from that commit; `null` without git.
        dirty: Option<bool>,
        /// The checklist, the policy and the clock that this was judged by.
        ground: GroundJson,
        /// How many gates this command ran.
        executed: usize,
        /// How many gates this command answered from evidence.
        reused: usize,
        /// The gates that were asked for, in the order of the checklist.
        gates: Vec<GateJson>,
        /// The ids of gates that must be answered and are not.
        missing: Vec<GateId>,
        /// The waivers of the checklist.
        waivers: Vec<WaiverJson>,
        /// The sign-offs of the checklist.
        sign_offs: Vec<SignOffJson>,
        /// Results that are out of order (of no gate, twice), and doubts about the whole (a clock that was set by hand), in
        /// words.
        irregular: Vec<String>,
        /// What a GO leans on.
        weakest: WeakestJson,
        /// The release that ended last; `null` when none is recorded.
        released: Option<ReleasedJson>,
    }

    /// A gate, and how it stands.
    pub struct GateJson {
        /// The id of the gate, permanent.
        id: GateId,
        /// The gate for many that stands for this one, as the checklist names it; `null` for one that stands for itself.
        of: Option<String>,
        /// The id of the phase that the gate is in.
        phase: PhaseId,
        /// The title of the gate: its claim.
        title: String,
        /// How much the gate matters; P0 is the most.
        priority: OneOf<Priority>,
        /// Whether a GO needs the gate.
        required: bool,
        /// The kind of the gate's check.
        kind: String,
        /// The outcome of the gate.
        outcome: OneOf<Outcome>,
        /// Whether the evidence of the gate is about this very tree.
        fresh: bool,
        /// Whether this command ran the gate.
        executed: bool,
        /// How many things the check looked at.
        subjects: Option<u64>,
        /// What the subjects are, in the plural: `tests`, `files`.
        unit: Option<String>,
        /// How long the gate took when it was run, in seconds.
        duration_s: Option<f64>,
        /// Why the gate is `unknown`, `stale` or `not-run`, in words.
        reason: Option<String>,
        /// The parts of the fingerprint that changed since the gate was run.
        changed: Option<Vec<String>>,
        /// The findings of the check, the worst first.
        findings: Vec<FindingJson>,
        /// The numbers that were taken.
        measurements: Vec<MeasurementJson>,
        /// The name of the gate's record, under `.readiness/records`; of one from another workspace, among what is shared.
        evidence: Option<String>,
        /// The root of the workspace that the evidence is from, where `share` is in the policy; `null` when it is this one's.
        from: Option<String>,
        /// When the evidence was recorded.
        recorded: Option<Timestamp>,
        /// The commit that the evidence was recorded on.
        recorded_on: Option<String>,
        /// The commit that the gate was proven on; `null` unless it passes.
        proven_on: Option<String>,
        /// The release that a gate with `watch` watches now; `null` at other times.
        watch: Option<WatchJson>,
        /// Why the gate matters, as the checklist says.
        why: Option<String>,
        /// Who answers for the gate, as the checklist says.
        owner: Option<String>,
        /// How much work the gate is, as the checklist says.
        effort: Option<String>,
        /// Where the gate was imported from, as the checklist says.
        source: Option<String>,
    }

    /// One thing that a check found.
    pub struct FindingJson {
        /// The rule that was broken; a stable name.
        rule: String,
        /// What is wrong, on one line.
        message: String,
        /// The file, relative to the root.
        file: Option<String>,
        /// The line, from 1.
        line: Option<u32>,
        /// The column, from 1.
        column: Option<u32>,
        /// What to do about the finding.
        remedy: Option<String>,
    }

    /// A number that was taken, and the limit it is held against.
    pub struct MeasurementJson {
        /// What was measured, in words.
        name: String,
        /// The number that was measured; `null` when it is not finite.
        value: Option<f64>,
        /// The unit of the value; empty for a count.
        unit: String,
        /// The limit of the value.
        limit: Option<f64>,
        /// On which side of the limit the value must be.
        bound: Option<OneOf<LimitSide>>,
        /// Whether the value keeps to its limit.
        holds: bool,
    }

    /// A release that is watched. All of it is `null` when its record cannot be read, or is not here.
    pub struct WatchJson {
        /// The version of the release.
        release: Option<String>,
        /// When the release ended.
        since: Option<Timestamp>,
        /// The last moment of the watch.
        until: Option<Timestamp>,
    }

    /// A failure that is accepted for a while.
    pub struct WaiverJson {
        /// The id of the gate whose failure is accepted.
        gate: GateId,
        /// Why the failure is accepted.
        reason: String,
        /// Who will mend the failure.
        owner: String,
        /// Who accepted the failure.
        approver: String,
        /// The last day on which the waiver holds.
        expires: Date,
        /// Whether the waiver covers a failure now.
        used: bool,
        /// How many days the waiver still holds; negative when it has expired.
        days_left: i64,
    }

    /// A person's answer to a gate that no tool can decide.
    pub struct SignOffJson {
        /// The id of the gate that is answered.
        gate: GateId,
        /// The answer: whether the claim of the gate holds.
        answer: OneOf<SignOffAnswer>,
        /// Who gives the answer.
        by: String,
        /// The day on which the answer was given.
        date: Date,
        /// The last day on which the answer holds.
        until: Date,
        /// The commit that the answer is about; `null` when it names none.
        commit: Option<String>,
        /// A note of the person who answered.
        note: Option<String>,
        /// Whether the answer decides its gate now.
        used: bool,
        /// How many days the answer still holds; negative when it has ended.
        days_left: i64,
    }

    /// The weakest points of a GO.
    pub struct WeakestJson {
        /// The measurement nearest to its limit.
        margin: Option<MarginJson>,
        /// The oldest evidence, and its age.
        oldest: Option<OldestJson>,
        /// The waiver in use that ends next.
        waiver: Option<NextEndJson>,
        /// The sign-off in use that ends next.
        sign_off: Option<NextEndJson>,
    }

    /// A measurement and how far from its limit it is.
    pub struct MarginJson {
        /// The id of the gate.
        gate: GateId,
        /// The measurement.
        measurement: MeasurementJson,
        /// How far the value is from its limit, as a part of the limit: 0.1 is 10 %.
        margin: Option<f64>,
    }

    /// Evidence and its age.
    pub struct OldestJson {
        /// The id of the gate.
        gate: GateId,
        /// How old the evidence is, in seconds.
        age_s: u64,
    }

    /// A waiver or a sign-off, and how long it still holds.
    pub struct NextEndJson {
        /// The id of the gate.
        gate: GateId,
        /// How many days are left until the waiver or the sign-off ends.
        days_left: i64,
    }

    /// A release that came to its end.
    pub struct ReleasedJson {
        /// The version of the release: the highest of its packages.
        version: String,
        /// The commit that was released.
        commit: String,
        /// When the release came to its end.
        ended: Timestamp,
        /// When the release was looked at last.
        recorded: Timestamp,
        /// The tags on that commit.
        tags: Vec<String>,
        /// The packages that were uploaded.
        packages: Vec<PackageJson>,
        /// The steps that were not seen to be as planned.
        open: Vec<OpenStepJson>,
    }

    /// A package in a registry.
    pub struct PackageJson {
        /// The name of the package.
        name: String,
        /// The version of the package.
        version: String,
        /// The registry that the package went to; `null` where cargo decides.
        registry: Option<String>,
        /// SHA-256 of what that registry has; `null` when nobody could see it.
        sha256: Option<String>,
    }

    /// A step of a release that was not seen to be as planned.
    pub struct OpenStepJson {
        /// The effect of the step, as in `plan.steps` of `release`.
        effect: String,
        /// The package or the tag; `null` where there is only one.
        of: Option<String>,
        /// The state in which the step was seen. Of `by-hand`, nothing on this machine can do it, and `seen` says what
        /// to type.
        state: OneOf<StepState>,
        /// What was seen, or why nothing could be.
        seen: String,
    }
}

/// On which side of a limit a measurement must be.
#[derive(Debug, Clone, Copy)]
pub enum LimitSide {
    /// The limit is the lowest value that will do.
    AtLeast,
    /// The limit is the highest value that will do.
    AtMost,
}

impl LimitSide {
    fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
        }
    }
}

words! {
    Verdict: Go, NoGo, Incomplete => std::convert::identity;
    Priority: P0, P1, P2, P3 => std::convert::identity;
    Outcome: Pass, Fail, Unknown, Stale, NotRun, Waived, NotApplicable => Outcome::word;
    SignOffAnswer: Yes, No => std::convert::identity;
    StepState: Absent, Equal, Different, Unknown, ByHand => StepState::word;
    LimitSide: AtLeast, AtMost => LimitSide::word;
}

impl StatusDocument {
    /// The document of an assessment of what is checked out.
    pub fn of(a: &Assessment, checkout: &Checkout, ground: &AnswerGround) -> Self {
        let executed = a.statuses.iter().filter(|status| status.executed()).count();
        let reused = a.statuses.iter().filter(|status| status.fresh && !status.executed()).count();
        Self {
            schema: Version,
            verdict: OneOf(a.verdict),
            commit: checkout.commit.clone(),
            tree: checkout.tree.clone(),
            dirty: checkout.dirty,
            ground: GroundJson::of(ground),
            executed,
            reused,
            gates: a.statuses.iter().map(GateJson::of).collect(),
            missing: a.missing.clone(),
            waivers: a.waivers.iter().map(WaiverJson::of).collect(),
            sign_offs: a.sign_offs.iter().map(SignOffJson::of).collect(),
            irregular: a.irregular.clone(),
            weakest: WeakestJson::of(&a.weakest),
            released: a.released.as_ref().map(ReleasedJson::of),
        }
    }
}

impl GateJson {
    pub(super) fn of(status: &GateStatus) -> Self {
        let gate = &status.gate;
        let evidence = status.evidence.as_ref();
        let proven = evidence.filter(|_| status.outcome == Outcome::Pass);
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Self {
            id: gate.id.clone(),
            of: gate.id.subject().map(|_| gate.id.written().to_owned()),
            phase: status.phase.clone(),
            title: gate.title.clone(),
            priority: OneOf(gate.priority),
            required: status.required,
            kind: gate.check.kind.clone(),
            outcome: OneOf(status.outcome),
            fresh: status.fresh,
            executed: status.executed(),
            subjects: evidence.and_then(|evidence| evidence.judgement.subjects),
            unit: evidence.and_then(|evidence| filled(&evidence.judgement.unit)),
            duration_s: evidence.map(|evidence| seconds(evidence.duration_ms)),
            reason: status.reason.clone(),
            changed: evidence.map(|evidence| evidence.changed.clone()),
            findings: status.findings().iter().map(FindingJson::of).collect(),
            measurements: status.measurements().iter().map(MeasurementJson::of).collect(),
            evidence: evidence.and_then(|evidence| filled(&evidence.record)),
            from: evidence.and_then(|evidence| evidence.from.clone()),
            recorded: evidence.map(|evidence| evidence.recorded),
            recorded_on: evidence.and_then(|evidence| evidence.commit.clone()),
            proven_on: proven.and_then(|evidence| evidence.commit.clone()),
            watch: status.watch.as_ref().and_then(WatchJson::of),
            why: gate.why.clone(),
            owner: gate.owner.clone(),
            effort: gate.effort.clone(),
            source: gate.source.clone(),
        }
    }
}

impl FindingJson {
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            message: finding.message.clone(),
            file: finding.file.clone(),
            line: finding.line,
            column: finding.column,
            remedy: finding.remedy.clone(),
        }
    }
}

impl MeasurementJson {
    pub(super) fn of(measured: &Measurement) -> Self {
        let (limit, bound) = match measured.limit {
            Some(Limit::AtLeast(limit)) => (Some(limit), Some(LimitSide::AtLeast)),
            Some(Limit::AtMost(limit)) => (Some(limit), Some(LimitSide::AtMost)),
            None => (None, None),
        };
        Self {
            name: measured.name.clone(),
            value: finite(measured.value),
            unit: measured.unit.clone(),
            limit: limit.and_then(finite),
            bound: bound.map(OneOf),
            holds: measured.holds(),
        }
    }
}

/// The number, when JSON can write it: it has no word for infinity and the like.
fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

impl WatchJson {
    /// The watch that is on, if one is. What is not known of it is `null`.
    fn of(watch: &Watch) -> Option<Self> {
        match watch {
            Watch::Idle(_) => None,
            Watch::On { release, since, until } => {
                Some(Self { release: Some(release.clone()), since: Some(*since), until: Some(*until) })
            }
            Watch::Unclear(_) | Watch::Unrecorded(_) => {
                Some(Self { release: None, since: None, until: None })
            }
        }
    }
}

impl WaiverJson {
    fn of(status: &WaiverStatus) -> Self {
        let waiver = &status.waiver;
        Self {
            gate: waiver.gate.clone(),
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            approver: waiver.approver.clone(),
            expires: waiver.expires,
            used: status.used,
            days_left: status.days_left,
        }
    }
}

impl SignOffJson {
    fn of(status: &SignOffStatus) -> Self {
        let sign_off = &status.sign_off;
        Self {
            gate: sign_off.gate.clone(),
            answer: OneOf(sign_off.answer),
            by: sign_off.by.clone(),
            date: sign_off.date,
            until: sign_off.until,
            commit: sign_off.commit.clone(),
            note: sign_off.note.clone(),
            used: status.used,
            days_left: status.days_left,
        }
    }
}

impl WeakestJson {
    fn of(weakest: &Weakest) -> Self {
        let margin = weakest.margin.as_ref().map(|(gate, measured, margin)| MarginJson {
            gate: gate.clone(),
            measurement: MeasurementJson::of(measured),
            margin: finite(*margin),
        });
        let oldest = weakest.oldest.as_ref();
        let oldest = oldest.map(|(gate, age)| OldestJson { gate: gate.clone(), age_s: age.as_secs() });
        let ends = |next: &Option<(GateId, i64)>| {
            next.as_ref().map(|(gate, days)| NextEndJson { gate: gate.clone(), days_left: *days })
        };
        Self { margin, oldest, waiver: ends(&weakest.waiver), sign_off: ends(&weakest.sign_off) }
    }
}

impl ReleasedJson {
    fn of(release: &Release) -> Self {
        let package = |package: &ReleasedPackage| PackageJson {
            name: package.name.clone(),
            version: package.version.clone(),
            registry: package.registry.clone(),
            sha256: package.sha256.clone(),
        };
        let step = |step: &ReleaseStep| OpenStepJson {
            effect: step.effect.clone(),
            of: step.of.clone(),
            state: OneOf(step.state),
            seen: step.seen.clone(),
        };
        Self {
            version: release.version.clone(),
            commit: release.commit.clone(),
            ended: release.ended,
            recorded: release.recorded,
            tags: release.tags.clone(),
            packages: release.packages.iter().map(package).collect(),
            open: release.open().map(step).collect(),
        }
    }
}
