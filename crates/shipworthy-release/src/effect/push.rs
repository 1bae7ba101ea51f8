//! The branch and the tags, on the remote, in one push: all of them or none.

use std::collections::BTreeMap;

use super::{Effect, EffectState};
use crate::call::{Failure, ProgramCall};
use crate::error::{RESUME, ReleaseError, StopKind};
use crate::execution::Execution;
use crate::undo;

/// What the remote has.
#[derive(Debug)]
pub(crate) struct RemoteRefs {
    name: String,
    refs: BTreeMap<String, String>,
}

impl RemoteRefs {
    /// Asks the remote for the branch and the tags of the plan.
    pub(crate) fn look(execution: &Execution<'_>) -> Result<Self, Failure> {
        let Some(name) = execution.plan.remote.clone() else {
            return Err(Failure::new("look at the remote", "the plan names none"));
        };
        let mut wanted = vec![branch_ref(execution)];
        for tag in &execution.plan.tags {
            wanted.extend([format!("refs/tags/{}", tag.name), format!("refs/tags/{}^{{}}", tag.name)]);
        }
        let said =
            execution.environment.run(ProgramCall::git(["ls-remote", "--", &name]).args(&wanted))?.done()?;
        let refs = said.out.lines().filter_map(|line| line.split_once('\t'));
        let refs = refs.map(|(id, name)| (name.trim().to_owned(), id.to_owned())).collect();
        Ok(Self { name, refs })
    }

    fn branch(&self, execution: &Execution<'_>) -> Option<&str> {
        self.refs.get(&branch_ref(execution)).map(String::as_str)
    }

    /// The commit that a tag is on.
    fn tag(&self, tag: &str) -> Option<&str> {
        let peeled = self.refs.get(&format!("refs/tags/{tag}^{{}}"));
        peeled.or_else(|| self.refs.get(&format!("refs/tags/{tag}"))).map(String::as_str)
    }

    /// Has it anything of this release?
    pub(crate) fn has_any(&self, execution: &Execution<'_>, commit: &str) -> bool {
        let tagged = execution.plan.tags.iter().any(|tag| self.tag(&tag.name) == Some(commit));
        // What was planned on was there before.
        tagged || commit != execution.plan.commit && self.branch(execution) == Some(commit)
    }

    /// Has its branch the commit below what came after it? What is not even here is not known to.
    pub(crate) fn has_below(&self, execution: &Execution<'_>, commit: &str) -> Result<bool, Failure> {
        match self.branch(execution) {
            Some(branch) => is_behind(execution, commit, branch),
            None => Ok(false),
        }
    }
}

/// The remote has the version commit on its branch, and the tags on the version commit.
pub(super) fn probe(execution: &mut Execution<'_>) -> Result<EffectState, Failure> {
    let commit = execution.commit()?;
    let remote = RemoteRefs::look(execution)?;
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
    let seen_before = matches!(execution.journal.saw(&Effect::Push), Some(EffectState::Equal(_)));
    let all_tagged = tagged == tags.len() && (tagged > 0 || seen_before);
    match remote.branch(execution) {
        Some(there) if there == commit && tagged == tags.len() => Ok(EffectState::Equal(commit)),
        Some(there) if there == commit => Ok(EffectState::Absent),
        Some(_) if all_tagged => Ok(EffectState::Equal(commit)),
        Some(there) if is_behind(execution, there, &commit)? => Ok(EffectState::Absent),
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

/// Pushes. When the remote refuses, nothing irreversible has happened, and what was made here is taken back.
pub(super) fn act(execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
    let commit = execution.commit()?;
    let Some(remote) = execution.plan.remote.clone() else {
        return Err(Failure::new("push", "the plan names no remote").into());
    };
    let mut call = ProgramCall::git(["push", "--atomic", "--porcelain", "--", &remote]);
    call = call.args([format!("{commit}:{}", branch_ref(execution))]);
    call = call.args(execution.plan.tags.iter().map(|tag| format!("refs/tags/{0}:refs/tags/{0}", tag.name)));
    let said = execution.environment.run(call.logged("git-push"))?;
    if said.succeeded() {
        return Ok(());
    }
    // The answer may be lost, not the push: only a remote that still answers, and has nothing, has refused.
    let refusal = said.failure();
    match RemoteRefs::look(execution) {
        Ok(seen) if seen.has_any(execution, &commit) => Ok(()),
        Ok(_) => {
            let error = withdraw(execution, &format!("{remote} refused the push: {}", refusal.why));
            // A hook may let it pass next time; whether the plan still fits is seen then.
            let remedy = format!("see to that, then `{RESUME}`, or plan anew");
            Err(ReleaseError { remedy, stop: StopKind::Resumable, ..error })
        }
        Err(_) => Err(refusal.into()),
    }
}

/// Takes back the commit and the tags, unless the remote has something of them.
pub(crate) fn withdraw(execution: &mut Execution<'_>, why: &str) -> ReleaseError {
    let remedy = "see to that, then plan anew";
    let left = ReleaseError::no_go(why, remedy).at(&Effect::Push);
    let Ok(commit) = execution.commit() else { return left };
    if !RemoteRefs::look(execution).is_ok_and(|seen| !seen.has_any(execution, &commit)) {
        return left;
    }
    let why = match undo::take_back(execution) {
        Ok(left) if left.is_empty() => {
            format!("{why}; the version commit and its tags were taken back, nothing is left")
        }
        Ok(left) => format!("{why}; taken back but for this: {}", left.join("; ")),
        Err(failure) => format!("{why}; and taking it back failed: {failure}"),
    };
    ReleaseError::no_go(why, remedy).at(&Effect::Push)
}

/// Is what the remote has part of what is pushed? What is not even here is not.
fn is_behind(execution: &Execution<'_>, there: &str, commit: &str) -> Result<bool, Failure> {
    Ok(execution.environment.git(&["merge-base", "--is-ancestor", there, commit])?.succeeded())
}

fn branch_ref(execution: &Execution<'_>) -> String {
    format!("refs/heads/{}", execution.plan.branch)
}
