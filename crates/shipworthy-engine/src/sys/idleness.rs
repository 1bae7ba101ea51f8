//! Whether the processes of a call still do anything: who waits for what never comes, such as the other end of a pipe in the
//! place of a file, uses no processor at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::clock::Stopwatch;
use super::process_scan::ProcessScan;

/// How many looks there are within the time that a call may do nothing.
const LOOKS: u32 = 4;

/// The calls of this process that did nothing, by their folder and their command line: whoever waited once in vain, before a
/// gate, need not do so again after each of a hundred gates.
static IN_VAIN: Mutex<BTreeSet<(PathBuf, String)>> = Mutex::new(BTreeSet::new());

/// Was this call made before by this process, and did nothing?
pub(super) fn was_in_vain(folder: &Path, attempt: &str) -> bool {
    let known = IN_VAIN.lock().unwrap_or_else(PoisonError::into_inner);
    known.contains(&(folder.to_owned(), attempt.to_owned()))
}

/// Remembers that this call did nothing.
pub(super) fn remember(folder: &Path, attempt: &str) {
    let mut known = IN_VAIN.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert((folder.to_owned(), attempt.to_owned()));
}

/// A watch over the processes of a call that only looks at what is on the disk, and so always has something to do. It sees
/// nothing, and ends nothing, where the system does not tell how much of the processor a process has used.
pub(super) struct Idleness {
    limit: Duration,
    leader: u32,
    mark: String,
    scan: Option<ProcessScan>,
    looked: Stopwatch,
    /// What the threads of the call had used of the processor at the look before, and since when it has been that.
    used: BTreeMap<String, String>,
    since: Stopwatch,
}

impl Idleness {
    /// A watch over the call whose first process, not yet waited for, is `leader`, with this mark.
    pub(super) fn new(leader: u32, mark: &str, limit: Duration) -> Self {
        let start = Stopwatch::start();
        let (mark, used) = (mark.to_owned(), BTreeMap::new());
        Self { limit, leader, mark, scan: None, looked: start, used, since: start }
    }

    /// The time for which nobody of the call has done anything, when that is too long. It looks now and then, and is quick in
    /// between.
    pub(super) fn over(&mut self) -> Option<Duration> {
        if self.looked.elapsed() < self.limit / LOOKS {
            return None;
        }
        self.looked = Stopwatch::start();
        if self.scan.is_none() {
            self.scan = ProcessScan::of(self.leader, &self.mark);
        }
        let used =
            self.scan.as_mut()?.living().into_iter().flat_map(threads).collect::<Option<BTreeMap<_, _>>>();
        // Whoever waits for the processor, or does not say what it does, is not idle.
        let used = used.unwrap_or_default();
        if used.is_empty() || used != self.used {
            self.used = used;
            self.since = Stopwatch::start();
        }
        Some(self.limit).filter(|limit| self.since.elapsed() >= *limit)
    }
}

/// The threads of a process and what each has used of the processor, in the words of the system. `None` stands for one that
/// runs or could run, or of which the system does not tell.
fn threads(pid: u32) -> Vec<Option<(String, String)>> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let told = tasks.map(|task| {
        let stat = fs::read_to_string(task.path().join("stat")).ok()?;
        // The name before it is in brackets, and may hold anything.
        let state = stat.rsplit_once(") ")?.1.chars().next()?;
        // Nanoseconds on the processor, nanoseconds of waiting for it, turns.
        let used = fs::read_to_string(task.path().join("schedstat")).ok()?;
        (state != 'R').then(|| (task.path().display().to_string(), used))
    });
    told.collect()
}
