//! The branch and the tags, on the remote, in one push: all of them or none.

use super::remote_refs::{PushedPlace, RemoteRefs, branch_ref, is_ancestor};
use crate::effect::{EffectState, ReleaseEffect};
use crate::error::{RESUME, ReleaseError, StopKind, plan_anew};
use crate::execute::{Execution, withdraw};
use crate::runtime::{Failure, ProgramCall};

/// Looks for the push: everywhere that the remote pushes to, the version commit is on the branch, and the tags are on it.
pub(crate) fn probe(execution: &mut Execution<'_>) -> Result<EffectState, Failure> {
    let commit = execution.commit()?;
    let mut seen = EffectState::Equal(commit.clone());
    for place in &RemoteRefs::ask(execution)?.places {
        match state_at(place, execution, &commit)? {
            EffectState::Equal(_) => {}
            EffectState::Absent => seen = EffectState::Absent,
            other => return Ok(other),
        }
    }
    Ok(seen)
}

/// The state of the push at one place.
fn state_at(remote: &PushedPlace, execution: &Execution<'_>, commit: &str) -> Result<EffectState, Failure> {
    let tags = execution.plan.tags.iter().map(|tag| (tag.name.as_str(), remote.tag(&tag.name)));
    let tags: Vec<_> = tags.collect();
    if let Some((tag, Some(there))) =
        tags.iter().find(|(_, there)| there.is_some_and(|there| there != commit))
    {
        let what =
            format!("{} has the tag {tag} on {there}, and the version commit is {commit}", remote.name);
        return Ok(EffectState::Different(what));
    }
    let tagged = tags.iter().filter(|(_, there)| there.is_some()).count();
    // The push was made in one: where the tags are, the branch was, and somebody has only gone on since.
    let seen_before =
        matches!(execution.journal.last_seen(&ReleaseEffect::Push), Some(EffectState::Equal(_)));
    let all_tagged = tagged == tags.len() && (tagged > 0 || seen_before);
    match remote.branch(execution) {
        Some(there) if there == commit && tagged == tags.len() => Ok(EffectState::Equal(commit.to_owned())),
        Some(there) if there == commit => Ok(EffectState::Absent),
        Some(_) if all_tagged => Ok(EffectState::Equal(commit.to_owned())),
        Some(there) if is_ancestor(execution, there, commit)? => Ok(EffectState::Absent),
        Some(there) => {
            let (name, branch) = (&remote.name, &execution.plan.branch);
            Ok(EffectState::Different(format!(
                "{name} has moved on: its {branch} is at {there}, not at {}",
                execution.plan.commit
            )))
        }
        None => Ok(EffectState::Absent),
    }
}

/// Pushes the branch and the tags. When the remote refuses, nothing irreversible has happened, and what was made here
/// is taken back.
pub(crate) fn act(execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
    let commit = execution.commit()?;
    let Some(remote) = execution.plan.remote.clone() else {
        return Err(Failure::new("push", "the plan names no remote").into());
    };
    // What git's settings would push besides, tags on the way and submodules, is not planned.
    let only = ["--no-follow-tags", "--recurse-submodules=no"];
    let mut call = ProgramCall::git(["push", "--atomic", "--porcelain"]).args(only).args(["--", &remote]);
    call = call.args([format!("{commit}:{}", branch_ref(execution))]);
    call = call.args(execution.plan.tags.iter().map(|tag| format!("refs/tags/{0}:refs/tags/{0}", tag.name)));
    let output = execution.environment.run(call.logged("git-push"))?;
    if output.succeeded() {
        return Ok(());
    }
    // The answer may be lost, not the push: only a remote that still answers, and has nothing, has refused.
    let refusal = output.failure();
    match RemoteRefs::ask(execution) {
        Ok(seen) if seen.places.iter().all(|place| place.has_any(execution, &commit)) => Ok(()),
        Ok(seen) if seen.has_any(execution, &commit) => {
            let lacking = seen.places.iter().filter(|place| !place.has_any(execution, &commit));
            let lacking: Vec<&str> = lacking.map(|place| place.name.as_str()).collect();
            let why = format!("not all that {remote} pushes to took it, not {}", lacking.join(", "));
            Err(ReleaseError::resumable(format!("{why}: {}", refusal.why)))
        }
        Ok(_) => {
            let error = withdraw(execution, &format!("{remote} refused the push: {}", refusal.why));
            // A hook may let it pass next time; whether the plan still fits is seen then.
            let remedy =
                format!("see to that; then `{RESUME}` tries again, or {}", plan_anew(execution.plan));
            Err(ReleaseError { remedy, stop: StopKind::Resumable, ..error })
        }
        Err(_) => Err(refusal.into()),
    }
}
