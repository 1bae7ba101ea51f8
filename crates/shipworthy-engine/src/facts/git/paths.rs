//! Questions to git about paths: which of them it ignores, which it converts, and which have changed since a commit.

use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::unknown::Unknown;

use super::ask::text;
use super::call::answer;
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

/// The attributes by which a file lies on the disk in another form than git keeps it.
const CONVERSIONS: &[&str] = &["eol", "filter", "ident", "working-tree-encoding"];

/// Those of the paths that git writes to the disk in another form than it keeps them, by the attributes that the commit
/// has for them. None where git cannot tell. Attributes alone run nothing.
pub(super) fn converted(root: &Path, paths: &[String]) -> BTreeSet<String> {
    let Ok(repository) = GitRepository::around(root) else { return BTreeSet::new() };
    let list: Vec<u8> = paths.iter().flat_map(|path| path.bytes().chain([0])).collect();
    let asked = [&["check-attr", "-z", "--stdin"], CONVERSIONS].concat();
    let question = repository.call(&asked).attributes_of("HEAD").input(list);
    let Ok(told) = answer("check-attr", question.output()) else { return BTreeSet::new() };
    let told = String::from_utf8_lossy(&told).into_owned();
    let mut words = told.split('\0');
    let mut found = BTreeSet::new();
    while let (Some(path), Some(attribute), Some(value)) = (words.next(), words.next(), words.next()) {
        // Line ends of this system are those that git keeps.
        let plain = matches!(value, "unspecified" | "unset") || attribute == "eol" && value == "lf";
        if !plain {
            found.insert(path.to_owned());
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
