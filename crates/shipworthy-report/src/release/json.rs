//! A release for scripts.

use serde_json::{Value, json as value};

use super::model::{Done, Look, Planned, Sight, Sort, Step, Told};
use super::yank;
use crate::json::{SCHEMA, finding};

/// The release.
pub fn json(told: &Told) -> Value {
    let plan = told.plan.as_ref();
    let (done, file, why, left) = match &told.done {
        Done::Shown => ("shown", None, None, &[][..]),
        Done::Planned(file) => ("planned", Some(file), None, &[][..]),
        Done::Refused => ("refused", None, None, &[][..]),
        Done::Complete => ("complete", None, None, &[][..]),
        Done::Unseen => ("unseen", None, None, &[][..]),
        Done::Stopped { why, .. } => ("stopped", None, Some(why), &[][..]),
        Done::Aborted { left, .. } => ("aborted", None, None, left.as_slice()),
    };
    value!({
        "schema": SCHEMA,
        "wish": told.wish,
        "done": done,
        "plan_file": file,
        "stopped": why,
        "left": left,
        "yank": told.yank.as_deref().map(yank::json),
        "plan": plan.map(planned),
        "findings": told.findings.iter().map(finding).collect::<Vec<_>>(),
        "looks": told.looks.iter().map(look).collect::<Vec<_>>(),
    })
}

fn planned(plan: &Planned) -> Value {
    let packages = plan.packages.iter().map(|member| {
        value!({
            "name": member.name, "from": member.from, "to": member.to, "registry": member.registry, "after": member.after,
        })
    });
    let files = plan.files.iter().map(|file| value!({ "path": file.path, "lines": file.lines }));
    value!({
        "version": plan.version,
        "commit": plan.commit,
        "branch": plan.branch,
        "remote": plan.remote,
        "packages": packages.collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
        "message": plan.message,
        "tags": plan.tags,
        "notes": plan.notes,
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "remarks": plan.remarks,
    })
}

fn step(step: &Step) -> Value {
    let sort = match step.sort {
        Sort::Reversible => "reversible",
        Sort::Lasting => "lasting",
        Sort::Verification => "verification",
    };
    value!({
        "effect": step.effect,
        "of": step.of,
        "sort": sort,
        "state": step.state.as_ref().map(|(word, _)| word),
        "seen": step.state.as_ref().map(|(_, seen)| seen),
    })
}

fn look(look: &Look) -> Value {
    let outcome = match look.sight {
        Sight::Fine => "fine",
        Sight::Refused => "refused",
        Sight::Unknown => "unknown",
        Sight::Simulated => "simulated",
    };
    value!({ "what": look.what, "which": look.which, "outcome": outcome, "text": look.text, "remedy": look.remedy })
}
