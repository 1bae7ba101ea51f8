//! An annotated tag on the version commit, here.

use crate::effect::EffectState;
use crate::error::ReleaseError;
use crate::execute::Execution;
use crate::runtime::{Failure, ProgramCall};

/// Looks for the tag: it is there, has a message, and is on the version commit.
pub(crate) fn probe(execution: &mut Execution<'_>, tag: &str) -> Result<EffectState, Failure> {
    let commit = execution.commit()?;
    match commit_of(execution, tag)? {
        None => Ok(EffectState::Absent),
        Some(there) if there != commit => {
            Ok(EffectState::Different(format!("tag {tag} is on {there}, and the version commit is {commit}")))
        }
        Some(_) => {
            let sort = execution.environment.git(&["cat-file", "-t", &format!("refs/tags/{tag}")])?.done()?;
            match sort.line() {
                "tag" => Ok(EffectState::Equal(commit)),
                _ => Ok(EffectState::Different(format!(
                    "tag {tag} is on the version commit, but not annotated"
                ))),
            }
        }
    }
}

/// Makes the tag on the version commit.
pub(crate) fn act(execution: &mut Execution<'_>, tag: &str) -> Result<(), ReleaseError> {
    let commit = execution.commit()?;
    let planned = execution.plan.tags.iter().find(|planned| planned.name == tag);
    let message = planned.map_or(tag, |planned| &planned.message);
    let call =
        ProgramCall::git(["tag", "--annotate", "--cleanup=whitespace", "--message", message, tag, &commit])
            .env("GIT_COMMITTER_DATE", &execution.plan.created)
            .logged("git-tag");
    Ok(execution.environment.run(call)?.done().map(drop)?)
}

/// The commit that a tag is on; `None` when there is no such tag.
pub(crate) fn commit_of(execution: &Execution<'_>, tag: &str) -> Result<Option<String>, Failure> {
    let output = execution.environment.git(&[
        "rev-parse",
        "--verify",
        "--quiet",
        &format!("refs/tags/{tag}^{{commit}}"),
    ])?;
    Ok(output.succeeded().then(|| output.line().to_owned()))
}
