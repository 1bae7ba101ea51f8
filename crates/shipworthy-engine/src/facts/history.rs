//! When files came and went, as git tells it: before a document's first commit, and since. It asks git twice for any
//! number of files, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::facts::git;
use crate::sys::worker::ScopedWorker;

/// What happened to one file: the last thing before the document was first committed, and the last thing since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The last event up to the document's first commit, that one included.
    pub before: Option<FileEvent>,
    /// The last event after the document's first commit.
    pub since: Option<FileEvent>,
}

/// That a file was added or removed, and by which commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEvent {
    /// Was the file added? Else it was removed.
    pub came: bool,
    /// The abbreviated hash of the commit that did it.
    pub commit: String,
    /// The day of that commit, such as `2026-01-31`.
    pub date: String,
    /// The first line of that commit's message.
    pub subject: String,
}

/// The most paths that are asked after: a command line has an end.
const MOST_PATHS: usize = 2000;

/// What happened to each of `paths`, seen from the first commit of `document`. Both are relative to `root`. A folder
/// came with its first file and went with its last, which this does not tell: only files have a history here. Nothing
/// when git cannot tell, the document is not committed, or history is cut short.
pub fn histories(root: &Path, document: &str, paths: &BTreeSet<String>) -> BTreeMap<String, History> {
    if paths.is_empty() || paths.len() > MOST_PATHS || is_shallow(root) {
        return BTreeMap::new();
    }
    let Some(first) = first_commit(root, document) else { return BTreeMap::new() };
    let (before, since) = std::thread::scope(|scope| {
        let before = ScopedWorker::start(scope, || events(root, &first, paths));
        let since = events(root, &format!("{first}..HEAD"), paths);
        (before.join().ok().flatten(), since)
    });
    let (Some(mut before), Some(mut since)) = (before, since) else { return BTreeMap::new() };
    let unknown = |path: &&String| !before.contains_key(*path) && !since.contains_key(*path);
    let unknown: BTreeSet<&str> = paths.iter().filter(unknown).map(String::as_str).collect();
    since.append(&mut removals(root, &format!("{first}..HEAD"), &unknown));
    let history = |path: &String| {
        let history = History { before: before.remove(path), since: since.remove(path) };
        (path.clone(), history)
    };
    paths.iter().map(history).filter(|(_, history)| *history != History::default()).collect()
}

/// A path as a pattern that matches only itself.
fn escaped(path: &str) -> String {
    path.chars()
        .flat_map(|letter| ['\\'].into_iter().filter(move |_| "*?[\\".contains(letter)).chain([letter]))
        .collect()
}

/// The days of the first and the last commit of a document, `2026-01-31`; `None` when it differs from the commit.
pub fn commit_dates(root: &Path, document: &str) -> Option<(String, String)> {
    let literal = format!(":(literal){document}");
    // Not `git diff`, which would write the index.
    let differs = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", &literal];
    ask(root, &differs).filter(String::is_empty)?;
    let day = |text: String| Some(text.trim().to_owned()).filter(|day| !day.is_empty());
    let last = day(ask(root, &["log", "-1", "--format=%cs", "--", &literal])?)?;
    let first = first_commit(root, document).filter(|_| !is_shallow(root))?;
    let first = day(ask(root, &["log", "-1", "--format=%cs", &first])?)?;
    Some((first, last))
}

/// The commit that brought the document, under any name it had before.
fn first_commit(root: &Path, document: &str) -> Option<String> {
    let listed = ask(
        root,
        &["log", "--follow", "--diff-filter=A", "--format=%H", "--", &format!(":(literal){document}")],
    )?;
    listed.lines().last().map(str::to_owned).filter(|commit| !commit.is_empty())
}

fn is_shallow(root: &Path) -> bool {
    ask(root, &["rev-parse", "--is-shallow-repository"]).is_none_or(|answer| answer.trim() == "true")
}

/// The newest event of each path in a range of history.
fn events(root: &Path, range: &str, paths: &BTreeSet<String>) -> Option<BTreeMap<String, FileEvent>> {
    let literal: Vec<String> = paths.iter().map(|path| format!(":(literal){path}")).collect();
    let mut events = BTreeMap::new();
    for (path, event) in log(root, range, "--diff-filter=AD", &literal)? {
        // git lists the newest commit first.
        events.entry(path).or_insert(event);
    }
    Some(events)
}

/// Of paths that no file ever had from the root: the removal of the one file whose path ends so.
fn removals(root: &Path, range: &str, paths: &BTreeSet<&str>) -> BTreeMap<String, FileEvent> {
    let patterns: Vec<String> = paths.iter().map(|path| format!(":(glob)**/{}", escaped(path))).collect();
    if patterns.is_empty() {
        return BTreeMap::new();
    }
    let mut found: BTreeMap<&str, Option<(String, FileEvent)>> = BTreeMap::new();
    for (removed, event) in log(root, range, "--diff-filter=D", &patterns).unwrap_or_default() {
        let ends = removed.match_indices('/').filter_map(|(at, _)| removed.get(at + 1..));
        for end in ends.filter_map(|end| paths.get(end)) {
            let known = found.entry(end).or_insert_with(|| Some((removed.clone(), event.clone())));
            // Of several files nobody knows which was meant.
            if known.as_ref().is_some_and(|(path, _)| *path != removed) {
                *known = None;
            }
        }
    }
    let known = found.into_iter().filter_map(|(path, found)| Some((path.to_owned(), found?.1)));
    known.collect()
}

/// What came and went in a range of history, the newest first.
fn log(root: &Path, range: &str, filter: &str, patterns: &[String]) -> Option<Vec<(String, FileEvent)>> {
    let mut arguments = vec![
        "log",
        "--no-renames",
        filter,
        "--name-status",
        "--relative",
        "-z",
        "--format=%x1e%h%x1f%cs%x1f%s%x1f",
        range,
        "--",
    ];
    arguments.extend(patterns.iter().map(String::as_str));
    let text = ask(root, &arguments)?;
    let mut events = Vec::new();
    for commit in text.split('\x1e').skip(1) {
        let mut fields = commit.splitn(4, '\x1f');
        let (Some(hash), Some(date), Some(subject), Some(changes)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let mut words =
            changes.split('\0').map(|word| word.trim_start_matches('\n')).filter(|w| !w.is_empty());
        while let (Some(status), Some(path)) = (words.next(), words.next()) {
            let event = FileEvent {
                came: status.starts_with('A'),
                commit: hash.to_owned(),
                date: date.to_owned(),
                subject: subject.to_owned(),
            };
            events.push((path.to_owned(), event));
        }
    }
    Some(events)
}

fn ask(root: &Path, arguments: &[&str]) -> Option<String> {
    let bytes = git::ask(root, arguments).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
