//! The state of a repository: what is checked out, what differs from it, and which tags are taken.

use std::path::Path;

use shipworthy_model::observation::GitState;
use shipworthy_model::unknown::{Reason, Unknown};

use super::ask::text;
use super::paths::converted;
use super::places::RepositoryPlaces;
use super::refs::tree_of;
use crate::facts::tree::Tree;

/// The state of the repository that `root` lies in, as far as it concerns `root`, and which of `tags` are taken.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub fn state(root: &Path, tags: &[String]) -> Result<GitState, Unknown> {
    let look = |why: String| Unknown::new(Reason::CouldNotLook, why);
    let shallow = text(root, &["rev-parse", "--is-shallow-repository"])?.trim() == "true";
    let mut read = Tree::read(root).map_err(look)?;
    if let Some(unseen) = read.unseen.first() {
        return Err(look(format!("git could not look everywhere: {unseen}")));
    }
    let Some(head) = read.git.take() else {
        return Err(look(
            read.problems.into_iter().next().unwrap_or_else(|| "not a git repository".to_owned()),
        ));
    };
    let dirty = changed(root, head.dirty).map_err(look)?;
    let tree = head.commit.as_deref().and_then(|commit| tree_of(root, commit));
    let taken_tags = taken(root, tags, &[])?;
    let merged = if taken_tags.is_empty() || head.commit.is_none() {
        Vec::new()
    } else {
        taken(root, &taken_tags, &["--merged=HEAD"])?
    };
    let foreign_tags = taken_tags.iter().filter(|tag| !merged.contains(tag)).cloned().collect();
    let mut git = GitState::default();
    git.commit = head.commit;
    git.tree = tree;
    git.branch = head.branch;
    git.dirty = dirty;
    git.upstream = head.upstream;
    git.ahead = head.ahead;
    git.behind = head.behind;
    git.shallow = shallow;
    git.taken_tags = taken_tags;
    git.foreign_tags = foreign_tags;
    git.unfinished = unfinished(root).map(str::to_owned);
    Ok(git)
}

/// The files and folders by which git knows that something was begun, and the command that concludes it.
const BEGUN: [(&str, &str); 6] = [
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("BISECT_LOG", "bisect"),
];

/// Is the history of the repository around `root` cut short?
pub(crate) fn is_shallow(root: &Path) -> bool {
    let places = root.canonicalize().ok().and_then(|root| RepositoryPlaces::find(&root).ok());
    places.is_some_and(|places| places.common.join("shallow").symlink_metadata().is_ok())
}

/// What was begun with git in the repository around `root` and is not concluded.
pub(crate) fn unfinished(root: &Path) -> Option<&'static str> {
    let places = RepositoryPlaces::find(&root.canonicalize().ok()?).ok()?;
    let begun = |(file, _): &&(&str, &str)| places.own.join(file).symlink_metadata().is_ok();
    BEGUN.iter().find(begun).map(|(_, command)| *command)
}

/// Those of the paths that differ from the commit for certain. A file that git converts on checkout never has the bytes
/// that git keeps, and whether it was changed is told by git alone, when it may run the filter.
fn changed(root: &Path, dirty: Vec<String>) -> Result<Vec<String>, String> {
    if dirty.is_empty() {
        return Ok(dirty);
    }
    let converted = converted(root, &dirty);
    let changed: Vec<String> = dirty.into_iter().filter(|path| !converted.contains(path)).collect();
    match converted.first() {
        Some(path) if changed.is_empty() => Err(format!(
            "git writes {path} in another form than it keeps it, and a look runs no filter, so whether it has changed is not \
             known; `git status` finds out, and writes down that it has not"
        )),
        _ => Ok(changed),
    }
}

/// Those of `tags` that are there, as far as `options` of `git for-each-ref` let them pass.
fn taken(root: &Path, tags: &[String], options: &[&str]) -> Result<Vec<String>, Unknown> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let refs = tags.iter().map(|tag| format!("refs/tags/{tag}")).collect::<Vec<_>>();
    let mut args = vec!["for-each-ref", "--format=%(refname)"];
    args.extend(options);
    args.push("--");
    args.extend(refs.iter().map(String::as_str));
    let there = text(root, &args)?;
    // A pattern also matches what lies below it, so only an equal name counts.
    let taken = |at: &usize| there.lines().any(|line| line == refs[*at]);
    Ok((0..tags.len()).filter(taken).map(|at| tags[at].clone()).collect())
}
