//! Everything about one gate as JSON.

use serde_json::{Value, json};
use shipworthy_model::observation::{Observation, Stream};
use shipworthy_model::record::Record;

use super::model::{FileChange, PartChange, Past, STORE, Why, judged};
use crate::json::{SCHEMA, finding, measurement, seconds, status};

/// All of it as JSON.
pub fn json(input: &Why) -> Value {
    let past = |past: &Past| {
        json!({
            "recorded": past.recorded.to_string(),
            "commit": past.commit,
            "dirty": past.dirty,
            "record": past.record,
        })
    };
    let turned = input.turned.as_ref().map(|turned| {
        json!({
            "from": judged(&turned.from),
            "to": judged(&turned.to),
            "commit": turned.after.commit,
            "before": past(&turned.before),
            "after": past(&turned.after),
        })
    });
    json!({
        "schema": SCHEMA,
        "gate": status(&input.status),
        "record": input.record.as_ref().map(record),
        "changed": input.changes.iter().map(change).collect::<Vec<_>>(),
        "last_pass": input.last_pass.as_ref().map(past),
        "last_fail": input.last_fail.as_ref().map(past),
        "turned": turned,
    })
}

fn change(change: &PartChange) -> Value {
    let file = |file: &FileChange| json!({ "path": file.path, "change": file.change.word() });
    json!({
        "part": change.name,
        "before": change.before,
        "now": change.now,
        "files": change.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn record(record: &Record) -> Value {
    let parts: Vec<Value> = record
        .fingerprint
        .parts
        .iter()
        .map(|part| json!({ "name": part.name, "value": part.value }))
        .collect();
    let judgement = &record.judgement;
    json!({
        "sequence": record.sequence,
        "recorded": record.recorded.to_string(),
        "duration_s": seconds(record.duration_ms),
        "commit": record.commit,
        "tree": record.tree,
        "dirty": record.dirty,
        "fingerprint": { "key": record.fingerprint.key, "parts": parts },
        "steps": record.observations.iter().map(step_json).collect::<Vec<_>>(),
        "result": judged(&judgement.result),
        "findings": judgement.findings.iter().map(finding).collect::<Vec<_>>(),
        "measurements": judgement.measurements.iter().map(measurement).collect::<Vec<_>>(),
    })
}

fn step_json(observation: &Observation) -> Value {
    let log = |stream: &Stream| json!({ "log": format!("{STORE}{}", stream.log), "bytes": stream.bytes, "sha256": stream.sha256 });
    match observation {
        Observation::Ran(ran) => json!({
            "step": "ran",
            "argv": ran.argv,
            "code": ran.code,
            "signal": ran.signal,
            "timed_out": ran.timed_out,
            "retried": ran.retried,
            "duration_s": seconds(ran.duration_ms),
            "stdout": log(&ran.stdout),
            "stderr": log(&ran.stderr),
        }),
        Observation::Looked(looked) => json!({
            "step": "looked",
            "files": looked.files,
            "unreadable": looked.unreadable.iter().map(|(path, why)| json!({ "file": path, "why": why })).collect::<Vec<_>>(),
        }),
        Observation::Stat(stats) => json!({
            "step": "stat",
            "paths": stats.iter().map(|stat| &stat.path).collect::<Vec<_>>(),
        }),
        Observation::Workspace(workspace) => {
            json!({ "step": "workspace", "members": workspace.packages.len() })
        }
        Observation::Git(git) => json!({ "step": "git", "commit": git.commit, "branch": git.branch }),
        Observation::Machine(_) => json!({ "step": "machine" }),
        Observation::SignOff(signed) => json!({
            "step": "sign-off",
            "answer": signed.sign_off.as_ref().map(|sign_off| sign_off.answer.to_string()),
            "changed": signed.changed,
        }),
        Observation::Refused(unknown) => {
            json!({ "step": "refused", "reason": unknown.reason.to_string(), "detail": unknown.detail })
        }
        _ => json!({ "step": null }),
    }
}
