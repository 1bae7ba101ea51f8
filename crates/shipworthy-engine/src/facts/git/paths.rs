//! Questions to git about paths: which of them it ignores, and which have changed since a commit.

use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::unknown::{Reason, Unknown};

use super::ask::text;
use super::call::answer;
use super::error::GitError;
use super::repository::GitRepository;
use crate::facts::tree::{blobs, os_path};

/// Those of the paths that git is told to ignore, or that lie in another repository within this one. One question for any
/// number of them; none where git cannot tell.
pub fn ignored(root: &Path, paths: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> =
        paths.iter().filter(|path| !path.is_empty() && !path.contains('\0')).collect();
    let Ok(repository) = GitRepository::around(root) else { return found };
    // git refuses them all when one lies in a submodule, and says in which.
    while !open.is_empty() {
        let mut list = Vec::new();
        open.iter().for_each(|path| list.extend(path.bytes().chain([0])));
        let question = repository.call(&["check-ignore", "-z", "--stdin"]).input(list);
        let Ok(output) = question.output() else { break };
        let stderr = String::from_utf8_lossy(&output.stderr);
        let submodule = stderr.split_once("in submodule '").and_then(|(_, rest)| rest.split('\'').next());
        let Some(submodule) = submodule.filter(|name| !name.is_empty()) else {
            let told = String::from_utf8_lossy(&output.stdout);
            found.extend(told.split('\0').filter(|path| !path.is_empty()).map(str::to_owned));
            break;
        };
        let inside = |path: &str| {
            path.strip_prefix(submodule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let before = open.len();
        found.extend(open.iter().filter(|path| inside(path)).map(|path| (*path).clone()));
        open.retain(|path| !inside(path));
        if open.len() == before {
            break;
        }
    }
    found
}

/// The files below `root` that differ from a commit now, those that git does not track included.
///
/// # Errors
///
/// When there is no git or no repository, or it does not have the commit.
pub fn changed_since(root: &Path, commit: &str) -> Result<Vec<String>, Unknown> {
    text(root, &["rev-parse", "--is-inside-work-tree"])?;
    let wanted = format!("{commit}^{{commit}}");
    if text(root, &["rev-parse", "--verify", "--end-of-options", &wanted]).is_err() {
        let why = format!("commit {commit} is not in this repository: `git fetch` it, or name another");
        return Err(Unknown::new(Reason::CouldNotLook, why));
    }
    let repository = GitRepository::around(root).map_err(GitError::unknown)?;
    let differ = differing(root, &repository, commit).map_err(GitError::unknown)?;
    let untracked = text(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let untracked = untracked.split('\0').filter(|path| !path.is_empty()).map(str::to_owned);
    let paths: BTreeSet<String> = differ.into_iter().chain(untracked).collect();
    Ok(paths.into_iter().collect())
}

/// The tracked files below `root` that differ from a commit. `git diff` would write the index.
fn differing(root: &Path, repository: &GitRepository, commit: &str) -> Result<Vec<String>, GitError> {
    let asked = ["diff-index", "--relative", "--no-renames", "--ignore-submodules=dirty", "-z", commit, "--"];
    let listed = answer("diff-index", repository.call(&asked).output())?;
    let mut pieces = listed.split(|byte| *byte == 0);
    let (mut differing, mut open) = (Vec::new(), Vec::new());
    while let (Some(facts), Some(path)) = (pieces.next(), pieces.next()) {
        let name = String::from_utf8_lossy(path).into_owned();
        let facts = String::from_utf8_lossy(facts).into_owned();
        let facts: Vec<&str> = facts.trim_start_matches(':').split(' ').collect();
        let [before, now, blob, unknown, _] = facts[..] else {
            return Err(GitError::Failed("`git diff-index` printed what is not understood".to_owned()));
        };
        // Of a file that was touched and has the mode it had, git does not say whether it holds something else.
        let touched = before == now && unknown.bytes().all(|byte| byte == b'0');
        if touched && os_path(root, path).symlink_metadata().is_ok_and(|meta| meta.is_file()) {
            open.push((path.to_vec(), name, blob.to_owned()));
        } else {
            differing.push(name);
        }
    }
    let files: Vec<&[u8]> = open.iter().map(|(path, _, _)| path.as_slice()).collect();
    let now = blobs(repository, &files);
    let changed = open.into_iter().enumerate().filter(|(at, (_, _, blob))| now.get(*at) != Some(blob));
    differing.extend(changed.map(|(_, (_, name, _))| name));
    Ok(differing)
}
