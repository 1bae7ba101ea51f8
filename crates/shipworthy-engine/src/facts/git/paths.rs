//! Questions to git about paths: which of them it ignores, and which have changed since a commit.

use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::unknown::Unknown;

use super::ask::text;
use super::repository::GitRepository;

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

/// The files below `root` that differ between a commit and what is checked out. What differs on disk, the tree knows.
///
/// # Errors
///
/// When there is no git or no repository, or it does not have the commit.
pub(crate) fn changed_since(root: &Path, commit: &str) -> Result<Vec<String>, Unknown> {
    let differ = ["diff-tree", "-r", "--name-only", "--relative", "--no-renames", "-z", commit, "HEAD", "--"];
    let differ = text(root, &differ)?;
    Ok(differ.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}
