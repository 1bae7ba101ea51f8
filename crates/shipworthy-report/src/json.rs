//! An assessment as the JSON that scripts rely on. Fields may be added, never renamed or reused; what is unknown is
//! `null`, never a default.

use serde_json::{Value, json};
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::{Finding, Limit, Measurement};
use shipworthy_model::release::{Release, ReleaseStep, ReleasedPackage};
use shipworthy_model::verdict::{Assessment, GateStatus, Outcome, SignOffStatus, WaiverStatus, Weakest};
use shipworthy_model::watch::Watch;

use crate::view::Head;

/// The version of every JSON document that this release prints.
pub const SCHEMA: u32 = 1;

/// The document of `phase`, `check`, `ready` and `status`.
pub fn assessment(a: &Assessment, head: &Head) -> Value {
    let executed = a.statuses.iter().filter(|status| status.executed()).count();
    let reused = a.statuses.iter().filter(|status| status.fresh && !status.executed()).count();
    json!({
        "schema": SCHEMA,
        "verdict": a.verdict.to_string(),
        "commit": head.commit,
        "tree": head.tree,
        "dirty": head.dirty,
        "executed": executed,
        "reused": reused,
        "gates": a.statuses.iter().map(status).collect::<Vec<_>>(),
        "missing": a.missing.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "waivers": a.waivers.iter().map(waiver).collect::<Vec<_>>(),
        "sign_offs": a.sign_offs.iter().map(sign_off).collect::<Vec<_>>(),
        "irregular": a.irregular,
        "weakest": weakest(&a.weakest),
        "released": a.released.as_ref().map(released),
    })
}

/// One gate.
pub(crate) fn status(status: &GateStatus) -> Value {
    let gate = &status.gate;
    let evidence = status.evidence.as_ref();
    let proven = evidence.filter(|_| status.outcome == Outcome::Pass);
    json!({
        "id": gate.id.as_str(),
        "phase": status.phase.as_str(),
        "title": gate.title,
        "priority": gate.priority.to_string(),
        "required": status.required,
        "kind": gate.check.kind,
        "outcome": status.outcome.word(),
        "fresh": status.fresh,
        "executed": status.executed(),
        "subjects": evidence.and_then(|evidence| evidence.judgement.subjects),
        "unit": evidence.map(|evidence| &evidence.judgement.unit).filter(|unit| !unit.is_empty()),
        "duration_s": evidence.map(|evidence| seconds(evidence.duration_ms)),
        "findings": status.findings().iter().map(finding).collect::<Vec<_>>(),
        "measurements": status.measurements().iter().map(measurement).collect::<Vec<_>>(),
        "evidence": evidence.map(|evidence| &evidence.record).filter(|record| !record.is_empty()),
        "recorded": evidence.map(|evidence| evidence.recorded.to_string()),
        "recorded_on": evidence.and_then(|evidence| evidence.commit.as_ref()),
        "proven_on": proven.and_then(|evidence| evidence.commit.as_ref()),
        "changed": evidence.map(|evidence| &evidence.changed),
        "reason": status.reason,
        "watch": status.watch.as_ref().and_then(watch),
        "why": gate.why,
        "owner": gate.owner,
        "effort": gate.effort,
        "source": gate.source,
    })
}

/// The watch that is on, if one is. What cannot be told of it is `null`.
fn watch(watch: &Watch) -> Option<Value> {
    match watch {
        Watch::Idle(_) => None,
        Watch::On { release, since, until } => {
            Some(json!({ "release": release, "since": since.to_string(), "until": until.to_string() }))
        }
        Watch::Unclear(_) => Some(json!({ "release": null, "since": null, "until": null })),
    }
}

fn released(release: &Release) -> Value {
    let package = |package: &ReleasedPackage| {
        json!({
            "name": package.name,
            "version": package.version,
            "registry": package.registry,
            "sha256": package.sha256,
        })
    };
    let step = |step: &ReleaseStep| json!({ "effect": step.effect, "of": step.of, "state": step.state.word(), "seen": step.seen });
    json!({
        "version": release.version,
        "commit": release.commit,
        "ended": release.ended.to_string(),
        "recorded": release.recorded.to_string(),
        "tags": release.tags,
        "packages": release.packages.iter().map(package).collect::<Vec<_>>(),
        "open": release.open().map(step).collect::<Vec<_>>(),
    })
}

/// Milliseconds as seconds.
pub(crate) fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}

pub(crate) fn finding(finding: &Finding) -> Value {
    json!({
        "rule": finding.rule,
        "message": finding.message,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "remedy": finding.remedy,
    })
}

pub(crate) fn measurement(measured: &Measurement) -> Value {
    let (limit, bound) = match measured.limit {
        Some(Limit::AtLeast(limit)) => (Some(limit), Some("at-least")),
        Some(Limit::AtMost(limit)) => (Some(limit), Some("at-most")),
        None => (None, None),
    };
    json!({
        "name": measured.name,
        "value": measured.value,
        "unit": measured.unit,
        "limit": limit,
        "bound": bound,
        "holds": measured.holds(),
    })
}

fn waiver(status: &WaiverStatus) -> Value {
    let waiver = &status.waiver;
    json!({
        "gate": waiver.gate.as_str(),
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approver": waiver.approver,
        "expires": waiver.expires.to_string(),
        "used": status.used,
        "days_left": status.days_left,
    })
}

fn sign_off(status: &SignOffStatus) -> Value {
    let sign_off = &status.sign_off;
    json!({
        "gate": sign_off.gate.as_str(),
        "answer": sign_off.answer.to_string(),
        "by": sign_off.by,
        "date": sign_off.date.to_string(),
        "until": sign_off.until.to_string(),
        "commit": sign_off.commit,
        "note": sign_off.note,
        "used": status.used,
        "days_left": status.days_left,
    })
}

fn weakest(weakest: &Weakest) -> Value {
    let margin = weakest.margin.as_ref().map(|(gate, measured, margin)| {
        json!({ "gate": gate.as_str(), "measurement": measurement(measured), "margin": margin })
    });
    let oldest =
        weakest.oldest.as_ref().map(|(gate, age)| json!({ "gate": gate.as_str(), "age_s": age.as_secs() }));
    let ends = |next: &Option<(GateId, i64)>| {
        next.as_ref().map(|(gate, days)| json!({ "gate": gate.as_str(), "days_left": days }))
    };
    let (waiver, sign_off) = (ends(&weakest.waiver), ends(&weakest.sign_off));
    json!({ "margin": margin, "oldest": oldest, "waiver": waiver, "sign_off": sign_off })
}
