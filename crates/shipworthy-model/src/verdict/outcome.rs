//! The outcome of one gate, seen by itself: its entry, after freshness, waivers and watches had their say.

use std::time::Duration;

use serde::Serialize;

use super::entry::{Evidence, Known};
use crate::as_of::AsOf;
use crate::checklist::{Checklist, Gate, SignOff, Waiver};
use crate::humanize;
use crate::judgement::Conclusion;
use crate::time::Timestamp;
use crate::unknown::{Reason, Unknown};
use crate::watch::Watch;

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

/// How far ahead of the clock a record may be before it is called future-dated: clocks of machines that share
/// evidence differ a little.
const CLOCK_SKEW: Duration = Duration::from_secs(300);

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
pub(super) fn holds(waiver: &Waiver, now: Timestamp) -> bool {
    waiver.expires >= now.date()
}
