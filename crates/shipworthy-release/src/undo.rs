//! Taking back what is only here: the tags and the version commit. It never touches a remote or a registry.

use crate::call::{Call, Failure};
use crate::effect::{Effect, Remote, State, commit_of, head, restore};
use crate::walk::Walk;

/// Takes back the tags, the version commit, or what was written for one that was not made. Says what is left, and why.
pub(crate) fn take_back(walk: &mut Walk<'_>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    // It may have been stopped between the commit and the note of it.
    if walk.journal.began(&Effect::Commit) && Effect::Commit.probe(walk)? == State::Absent {
        restore(walk)?;
        walk.undone(&Effect::Commit)?;
    }
    let Ok(commit) = walk.commit() else { return Ok(left) };
    for tag in walk.plan.tags.iter().rev() {
        if commit_of(walk, &tag.name)?.as_deref() == Some(&commit) {
            walk.world.run(Call::git(["tag", "--delete", &tag.name]).logged("git-tag-delete"))?.done()?;
            walk.undone(&Effect::Tag(tag.name.clone()))?;
        }
    }
    // What others have below what came after it is not ours any more.
    if commit == walk.plan.commit || is_history(walk, &commit)? {
        return Ok(left);
    }
    let head = head(walk)?;
    if head == commit {
        // Unlike `--hard` this refuses to touch a file that somebody has changed since.
        let back = Call::git(["reset", "--quiet", "--keep", &walk.plan.commit]).logged("git-reset");
        let said = walk.world.run(back)?;
        if !said.succeeded() {
            left.push(format!("the version commit {commit}: {}", said.told()));
            return Ok(left);
        }
    } else if head != walk.plan.commit {
        left.push(format!("the version commit {commit}: HEAD is at {head} now"));
        return Ok(left);
    }
    walk.undone(&Effect::Commit)?;
    Ok(left)
}

/// Has the branch of the remote gone on from the version commit?
fn is_history(walk: &Walk<'_>, commit: &str) -> Result<bool, Failure> {
    Ok(walk.journal.began(&Effect::Push) && Remote::look(walk)?.has_below(walk, commit)?)
}
