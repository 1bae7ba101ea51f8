//! Taking back what is only here: the tags and the version commit. It never touches a remote or a registry.

use super::execution::Execution;
use crate::effect::{EffectState, ReleaseEffect};
use crate::error::{ReleaseError, plan_anew};
use crate::runtime::{Failure, ProgramCall};
use crate::steps::commit::{head, restore};
use crate::steps::tag::commit_of;
use crate::steps::{RemoteRefs, commit};

/// Takes back the tags, the version commit, or what was written for one that was not made. Says what is left, and why.
pub(crate) fn take_back(execution: &mut Execution<'_>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    // It may have been stopped between the commit and the note of it.
    if execution.journal.began(&ReleaseEffect::Commit) && commit::probe(execution)? == EffectState::Absent {
        restore(execution)?;
        execution.record_undone(&ReleaseEffect::Commit)?;
    }
    let Ok(commit) = execution.commit() else { return commit::left_here(execution) };
    for tag in execution.plan.tags.iter().rev() {
        if commit_of(execution, &tag.name)?.as_deref() == Some(&commit) {
            execution
                .environment
                .run(ProgramCall::git(["tag", "--delete", &tag.name]).logged("git-tag-delete"))?
                .done()?;
            execution.record_undone(&ReleaseEffect::Tag(tag.name.clone()))?;
        }
    }
    // What others have below what came after it is not ours any more.
    if commit == execution.plan.commit || is_history(execution, &commit)? {
        return Ok(left);
    }
    let head = head(execution)?;
    if head == commit {
        // Unlike `--hard` this refuses to touch a file that somebody has changed since.
        let back =
            ProgramCall::git(["reset", "--quiet", "--keep", &execution.plan.commit]).logged("git-reset");
        let output = execution.environment.run(back)?;
        if !output.succeeded() {
            left.push(format!("the version commit {commit}: {}", output.message()));
            return Ok(left);
        }
    } else if head != execution.plan.commit {
        left.push(format!("the version commit {commit}: HEAD is at {head} now"));
        return Ok(left);
    }
    execution.record_undone(&ReleaseEffect::Commit)?;
    Ok(left)
}

/// Takes back a version commit that is not as planned: a hook changed it, or somebody else's commit came instead.
pub(crate) fn unmake(execution: &mut Execution<'_>, why: &str) -> ReleaseError {
    if !execution.journal.began(&ReleaseEffect::Commit) {
        return ReleaseError::no_go(why, plan_anew(execution.plan)).at(&ReleaseEffect::Commit);
    }
    let why = match take_back(execution) {
        Ok(left) if left.is_empty() => format!("{why}; it was taken back, nothing is left"),
        Ok(left) => format!("{why}; this stays: {}", left.join("; ")),
        Err(failure) => format!("{why}; and taking it back failed: {failure}"),
    };
    let remedy = format!(
        "let no hook change the version commit, or commit what was to be mended; then {}",
        plan_anew(execution.plan)
    );
    ReleaseError::no_go(why, remedy).at(&ReleaseEffect::Commit)
}

/// Does the branch of the remote have the version commit in its history?
fn is_history(execution: &Execution<'_>, commit: &str) -> Result<bool, Failure> {
    Ok(execution.journal.began(&ReleaseEffect::Push)
        && RemoteRefs::ask(execution)?.has_below(execution, commit)?)
}

/// Takes back the commit and the tags, unless the remote has something of them.
pub(crate) fn withdraw(execution: &mut Execution<'_>, why: &str) -> ReleaseError {
    let remedy = format!("see to that; then {}", plan_anew(execution.plan));
    let left = ReleaseError::no_go(why, remedy.clone()).at(&ReleaseEffect::Push);
    let Ok(commit) = execution.commit() else { return left };
    if !RemoteRefs::ask(execution).is_ok_and(|seen| !seen.has_any(execution, &commit)) {
        return left;
    }
    let why = match take_back(execution) {
        Ok(left) if left.is_empty() => match execution.push_came_to_nothing() {
            Ok(()) => format!("{why}; the version commit and its tags were taken back, nothing is left"),
            Err(failure) => format!("{why}; nothing is left, and that could not be written down: {failure}"),
        },
        Ok(left) => format!("{why}; taken back but for this: {}", left.join("; ")),
        Err(failure) => format!("{why}; and taking it back failed: {failure}"),
    };
    ReleaseError::no_go(why, remedy).at(&ReleaseEffect::Push)
}
