//! Questions to git about the past of one file: where branches and releases stand, what the file said there, and which
//! commits changed it.

use std::path::Path;

use shipworthy_model::time::Timestamp;
use shipworthy_model::unknown::{Reason, Unknown};

use super::ask::text;
use super::call::answer;
use super::error::GitError;
use super::repository::GitRepository;

/// Where the main branches and the tags are looked for.
const REFS: [&str; 6] = [
    "refs/remotes/*/HEAD",
    "refs/remotes/*/main",
    "refs/remotes/*/master",
    "refs/heads/main",
    "refs/heads/master",
    "refs/tags",
];

/// The most commits that are gone through for their authors.
const AUTHORS: &str = "-n2000";

/// A branch or a tag, and the commit that it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryRef {
    /// The whole name: `refs/tags/v1.2.0`.
    pub name: String,
    /// The commit that it points at, in full.
    pub commit: String,
    /// The branch that it stands for, of one that only stands for another: `refs/remotes/origin/main`.
    pub stands_for: Option<String>,
    /// When the tag was made; `None` of a branch, and of a tag that does not say.
    pub made: Option<Timestamp>,
}

/// The main branches, here and at remotes, and all tags.
///
/// # Errors
///
/// When there is no git or no repository.
pub(crate) fn refs(root: &Path) -> Result<Vec<RepositoryRef>, Unknown> {
    let format = "--format=%(refname)%00%(objectname)%00%(*objectname)%00%(symref)%00%(taggerdate:unix)";
    let mut args = vec!["for-each-ref", format, "--"];
    args.extend(REFS);
    Ok(text(root, &args)?.lines().filter_map(named).collect())
}

fn named(line: &str) -> Option<RepositoryRef> {
    let mut parts = line.split('\0');
    let (name, own, peeled, stands_for) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let made = parts.next().and_then(|seconds| seconds.parse().ok()).map(Timestamp::from_seconds);
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let commit = filled(peeled).unwrap_or_else(|| own.to_owned());
    Some(RepositoryRef { name: name.to_owned(), commit, stands_for: filled(stands_for), made })
}

/// The last commit that what is checked out has in common with another; `None` when there is none, or git cannot tell.
pub fn merge_base(root: &Path, commit: &str) -> Option<String> {
    let base = text(root, &["merge-base", "HEAD", commit]).ok()?;
    Some(base.trim().to_owned()).filter(|base| !base.is_empty())
}

/// Is the commit one that what is checked out comes from?
///
/// # Errors
///
/// When there is no git or no repository, or it does not have the commit.
pub(crate) fn is_past(root: &Path, commit: &str) -> Result<bool, Unknown> {
    if text(root, &["merge-base", "--is-ancestor", commit, "HEAD"]).is_ok() {
        return Ok(true);
    }
    text(root, &["rev-parse", "--is-inside-work-tree"])?;
    let wanted = format!("{commit}^{{commit}}");
    if text(root, &["rev-parse", "--verify", "--end-of-options", &wanted]).is_err() {
        let why = format!("commit {commit} is not in this repository: `git fetch` it, or name another");
        return Err(Unknown::new(Reason::CouldNotLook, why));
    }
    Ok(false)
}

/// The texts of a file below `root` in these commits, in one question; `None` for one that has no such file, or none that
/// is text.
///
/// # Errors
///
/// When there is no git or no repository.
pub fn texts(root: &Path, commits: &[String], file: &str) -> Result<Vec<Option<String>>, Unknown> {
    let list: String = commits.iter().map(|commit| format!("{commit}:./{file}\n")).collect();
    let repository = GitRepository::around(root).map_err(GitError::unknown)?;
    let question = repository.call(&["cat-file", "--batch"]).input(list.into_bytes());
    let bytes = answer("cat-file", question.output()).map_err(GitError::unknown)?;
    let mut rest = bytes.as_slice();
    Ok(commits.iter().map(|_| object(&mut rest)).collect())
}

/// The next object of what `git cat-file --batch` printed, when it is a file of text.
fn object(rest: &mut &[u8]) -> Option<String> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (head, body) = (String::from_utf8_lossy(&rest[..end]).into_owned(), &rest[end + 1..]);
    *rest = body;
    let mut words = head.rsplitn(3, ' ');
    let (size, kind) = (words.next()?.parse::<usize>().ok()?, words.next()?);
    let content = body.get(..size)?;
    *rest = body.get(size + 1..).unwrap_or_default();
    (kind == "blob").then(|| String::from_utf8(content.to_vec()).ok()).flatten()
}

/// The commits after `base` that changed a file below `root`, the oldest first; none where git cannot tell.
pub fn changes_of(root: &Path, base: &str, file: &str) -> Vec<String> {
    let (range, path) = (format!("{base}..HEAD"), format!("./{file}"));
    let log = text(root, &["log", "--format=%H", "--topo-order", "--reverse", &range, "--", &path]);
    log.map(|log| log.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// The people of the last commits, each as all the names and addresses that a commit and the mailmap give to one; none
/// where git cannot tell.
pub fn people(root: &Path) -> Vec<Vec<String>> {
    let author = "--format=%an%x00%ae%x00%aN%x00%aE%x01%cn%x00%ce%x00%cN%x00%cE";
    let Ok(log) = text(root, &["log", AUTHORS, author, "--all"]) else { return Vec::new() };
    let mut all: Vec<Vec<String>> = log
        .lines()
        .flat_map(|line| line.split('\u{1}'))
        .map(|person| person.split('\0').map(str::to_owned).collect())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
