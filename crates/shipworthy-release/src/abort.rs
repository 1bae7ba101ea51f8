//! Giving a release up: what is only here is taken back; what the world has seen is told, with what it would mean to
//! take it out of use. Nothing is deleted or rewritten anywhere else, and nothing yanked that nobody agreed to.

use std::collections::BTreeSet;

use crate::effect::{EffectState, ReleaseEffect};
use crate::error::{ABORT, RESUME, ReleaseError, YANK};
use crate::event::ReleaseEvent;
use crate::execute::{Execution, probe, take_back};
use crate::plan::{Plan, PlannedPackage};
use crate::registry::{Presence, name_of};
use crate::runtime::{Environment, Failure};
use crate::steps::RemoteRefs;
use crate::store::{JournalEntry, ReleaseFolder, ReleaseLock};
use crate::yank::{self, ApprovedYank, carry_out};

/// The outcome of giving a release up: what was taken back, and what stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aborted {
    /// The packages that were yanked, now or before.
    pub yanked: Vec<String>,
    /// The effects that were taken back.
    pub undone: Vec<ReleaseEffect>,
    /// The effects that stay, each with why and what could be typed about it. While any stays the release can be
    /// resumed.
    pub left: Vec<String>,
}

/// Takes back what can be taken back of the release of a version.
///
/// # Errors
///
/// When there is none, or it could not be found out what the world has of it.
pub fn abort(environment: &Environment, version: &str) -> Result<Aborted, ReleaseError> {
    give_up(environment, version, None, &mut |_| {})
}

/// Gives the release up as [`abort`] does, after yanking what is uploaded. Stopped at any moment, it goes on when it is
/// called again.
///
/// # Errors
///
/// As for [`abort`], and when a registry does not yank.
pub fn abort_and_yank(
    environment: &Environment,
    yank: ApprovedYank,
    tell: &mut dyn FnMut(ReleaseEvent),
) -> Result<Aborted, ReleaseError> {
    let version = yank.version().to_owned();
    give_up(environment, &version, Some(yank), tell)
}

fn give_up(
    environment: &Environment,
    version: &str,
    yank: Option<ApprovedYank>,
    tell: &mut dyn FnMut(ReleaseEvent),
) -> Result<Aborted, ReleaseError> {
    let _lock = ReleaseLock::take(environment, tell)?;
    let folder = ReleaseFolder::of(environment, version);
    let plan = folder.begun_plan()?;
    let journal = folder.journal()?;
    let mut undone = Vec::new();
    let mut tell = |event: ReleaseEvent| {
        if let ReleaseEvent::Undone(effect) = &event {
            undone.push(effect.clone());
        }
        tell(event);
    };
    let mut execution = Execution { environment, plan: &plan, journal, folder, tell: &mut tell };
    let yanked = match yank {
        Some(agreed) => carry_out(&mut execution, &agreed)?,
        None => Vec::new(),
    };
    let mut left = uploaded(&execution)?;
    let in_registry = !left.is_empty();
    left.extend(pushed(&execution)?);
    left.extend(noted(&mut execution)?);
    if left.is_empty() {
        left = take_back(&mut execution)?;
    }
    if left.is_empty() {
        let line = JournalEntry::Aborted { at: execution.at() };
        execution.journal.write(line)?;
    } else if execution.journal.has_yanks() {
        left.push(format!("once that is taken back, `{ABORT}` gives the release up"));
    } else {
        if in_registry {
            left.push(format!(
                "`{YANK}` yanks all that is uploaded, after showing who could no longer resolve it"
            ));
        }
        left.push(format!("`{RESUME}` rolls forward, which is what others need who have seen a part of it"));
    }
    Ok(Aborted { yanked, undone, left })
}

/// The packages that are in a registry, or may be.
fn uploaded(execution: &Execution<'_>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    for (member, presence) in yank::uploaded(execution.environment, execution.plan, &execution.journal)? {
        let there = match presence {
            Presence::Yanked => continue,
            Presence::Absent | Presence::There { .. } => "is in the registry, for good".to_owned(),
            Presence::Unknown(why) => format!("may be in the registry ({why})"),
        };
        left.push(format!("{} {} {there}; {}", member.name, member.to, yank_command(execution.plan, member)));
    }
    Ok(left)
}

/// The command that would yank a package, and whom that would hurt.
fn yank_command(plan: &Plan, member: &PlannedPackage) -> String {
    let registry = name_of(member.registry.as_deref());
    let command =
        format!("`cargo yank {}@{} --registry {registry}` takes it out of use", member.name, member.to);
    let hurt = dependents(plan, &member.name);
    if hurt.is_empty() {
        command
    } else {
        let hurt = hurt.into_iter().collect::<Vec<_>>().join(", ");
        format!("{command}, and then nobody can newly resolve this version of {hurt} either")
    }
}

/// The packages of the release that need this one, however far away.
fn dependents<'a>(plan: &'a Plan, name: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    // Each package stands after those it depends on, so one pass sees all.
    for member in &plan.packages {
        if member.after.iter().any(|before| before == name || found.contains(before.as_str())) {
            found.insert(member.name.as_str());
        }
    }
    found
}

/// The branch and the tags, when the remote has any of them.
fn pushed(execution: &Execution<'_>) -> Result<Vec<String>, Failure> {
    let (Ok(commit), Some(remote)) = (execution.commit(), &execution.plan.remote) else {
        return Ok(Vec::new());
    };
    if !execution.journal.began(&ReleaseEffect::Push)
        || !RemoteRefs::ask(execution)?.has_any(execution, &commit)
    {
        return Ok(Vec::new());
    }
    let tags: Vec<String> = execution.plan.tags.iter().map(|tag| format!("refs/tags/{}", tag.name)).collect();
    let delete = format!("`git push --delete {remote} {}`", tags.join(" "));
    let what = match (commit == execution.plan.commit, tags.is_empty()) {
        (true, _) => format!(
            "the tags of the release on {commit}, which others may have fetched; {delete} takes them back"
        ),
        (false, true) => format!(
            "the version commit {commit}, which others may have fetched; `git revert {commit}` and a push take it back"
        ),
        (false, false) => format!(
            "the version commit {commit} and its tags, which others may have fetched; `git revert {commit}`, a push and {delete} take them back"
        ),
    };
    Ok(vec![format!("{remote} has {what}")])
}

/// The releases with notes that a forge was seen to have.
fn noted(execution: &mut Execution<'_>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    for tag in &execution.plan.tags {
        let effect = ReleaseEffect::Forge(tag.name.clone());
        if !execution.journal.began(&effect)
            && !matches!(execution.journal.last_seen(&effect), Some(EffectState::Equal(_)))
        {
            continue;
        }
        let there = match probe(&effect, execution)? {
            EffectState::Absent => continue,
            EffectState::Equal(url) => format!("the forge has a release for {} ({url})", tag.name),
            EffectState::Different(why) | EffectState::Unknown(why) | EffectState::ByHand(why) => {
                format!("the forge may have a release for {} ({why})", tag.name)
            }
        };
        left.push(format!("{there}; `gh release delete {}` takes it back", tag.name));
    }
    Ok(left)
}
