//! Which living processes belong to a step, also those that left its process group and its session.
//!
//! It reads the `/proc` of Linux, has no answer on other systems, and sends nothing. A process that drops every variable,
//! leaves the group and loses its parent before the first look is not found; nothing short of a cgroup would find it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::process;
use std::thread;
use std::time::Duration;

use super::environment::{BETWEEN_MARKS, MARKER};

/// How often to look again at a process that is just being replaced by another program and shows no variables.
const SECOND_LOOKS: u32 = 10;
const SECOND_LOOK_AFTER: Duration = Duration::from_millis(5);

/// How many looks in a row must find nobody.
const QUIET_LOOKS: u32 = 2;

/// The parent of all kernel threads.
const KERNEL: u32 = 2;

/// A search for the living processes of one step.
pub(super) struct ProcessScan {
    leader: ProcessStat,
    mark: String,
    /// The processes seen so far: a child stays known when its parent is gone. With the time each began, because the
    /// number of a process that ended is given away again.
    known: BTreeMap<u32, u64>,
}

/// A process, told from any later one that is given its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProcessMoment {
    pub(super) pid: u32,
    /// When the process began, in clock ticks since boot.
    pub(super) began: u64,
}

impl ProcessMoment {
    /// The process that has this number now, when it lives and the system says when it began.
    pub(super) fn of(pid: u32) -> Option<Self> {
        ProcessStat::read(pid).filter(|stat| stat.living).map(|stat| Self { pid, began: stat.began })
    }
}

/// What the system says of one process.
#[derive(Clone, Copy)]
struct ProcessStat {
    pid: u32,
    parent: u32,
    group: u32,
    /// When the process began, in clock ticks since boot.
    began: u64,
    living: bool,
}

impl ProcessScan {
    /// A scan of the step whose first process, not yet waited for, is `leader`. `None` without `/proc`.
    pub(super) fn of(leader: u32, mark: &str) -> Option<Self> {
        let leader = ProcessStat::read(leader)?;
        let known = BTreeMap::from([(leader.pid, leader.began)]);
        Some(Self { leader, mark: mark.to_owned(), known })
    }

    /// A scan of a step that somebody else began, in whose processes this mark stands: its first process, as far as it is
    /// known, may have ended, and nobody in it is older than `since`.
    pub(super) fn resumed(mark: &str, leader: Option<ProcessMoment>, since: u64) -> Self {
        let known = leader.iter().map(|leader| (leader.pid, leader.began)).collect();
        // No process has that number.
        let (pid, began) = leader.map_or((u32::MAX, since), |leader| (leader.pid, leader.began));
        let leader = ProcessStat { pid, parent: 0, group: pid, began, living: false };
        Self { leader, mark: mark.to_owned(), known }
    }

    /// The numbers of those that live.
    pub(super) fn living(&mut self) -> BTreeSet<u32> {
        let mut quiet = 0;
        let mut elders = BTreeSet::new();
        for _ in 0..SECOND_LOOKS {
            let (members, unsure) = self.look(&mut elders);
            if !members.is_empty() {
                return members;
            }
            // One that splits and ends while we look can hide its child from one look.
            quiet = if unsure { 0 } else { quiet + 1 };
            if quiet == QUIET_LOOKS {
                return members;
            }
            if unsure {
                thread::sleep(SECOND_LOOK_AFTER);
            }
        }
        self.look(&mut elders).0
    }

    /// The members, and whether some other process did not show whose it is. `elders` are the numbers of those that earlier
    /// looks, a moment ago, found to be older than the step; this one adds to them.
    fn look(&mut self, elders: &mut BTreeSet<u32>) -> (BTreeSet<u32>, bool) {
        // Nobody in the tree is older than its first process. Nearly everybody else is, and a number is not given away again
        // within a moment.
        let others = numbers().filter(|pid| !elders.contains(pid)).filter_map(ProcessStat::read);
        let (younger, older): (Vec<ProcessStat>, Vec<ProcessStat>) =
            others.partition(|process| process.began >= self.leader.began);
        elders.extend(older.iter().map(|process| process.pid));
        let counts = |process: &ProcessStat| process.living && process.pid != process::id();
        let everyone: Vec<ProcessStat> = younger.into_iter().filter(counts).collect();
        // While a member of the group lives, its number is not given away.
        let own_group = !everyone.iter().any(|p| p.pid == self.leader.pid && p.began != self.leader.began);
        let mut members = BTreeSet::new();
        let mut unsure = false;
        for process in &everyone {
            let known = self.known.get(&process.pid) == Some(&process.began);
            if known || (own_group && process.group == self.leader.pid) {
                members.insert(process.pid);
                continue;
            }
            match self.is_marked(process.pid) {
                Some(true) => drop(members.insert(process.pid)),
                Some(false) => {}
                None => unsure |= process.parent != KERNEL && process.pid != KERNEL,
            }
        }
        // Children of members, until a round finds no more.
        let mut before = 0;
        while before < members.len() {
            before = members.len();
            for process in &everyone {
                if members.contains(&process.parent) {
                    members.insert(process.pid);
                }
            }
        }
        self.known.extend(everyone.iter().filter(|p| members.contains(&p.pid)).map(|p| (p.pid, p.began)));
        (members, unsure)
    }

    /// Does the process carry our mark? `None` when it shows no variables, or has ended just now.
    fn is_marked(&self, pid: u32) -> Option<bool> {
        let variables = match fs::read(format!("/proc/{pid}/environ")) {
            Ok(variables) => variables,
            // What may not be read belongs to another user.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Some(false),
            // It may have left a child that was not there when we counted.
            Err(_) => return None,
        };
        if variables.is_empty() {
            return None;
        }
        let marks = variables
            .split(|byte| *byte == 0)
            .find_map(|variable| variable.strip_prefix(MARKER.as_bytes())?.strip_prefix(b"="));
        let ours = |marks: &[u8]| {
            marks.split(|byte| *byte == BETWEEN_MARKS as u8).any(|mark| mark == self.mark.as_bytes())
        };
        Some(marks.is_some_and(ours))
    }
}

/// The numbers of all processes.
fn numbers() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

impl ProcessStat {
    fn read(pid: u32) -> Option<Self> {
        // The system makes the whole text at the first read, and it is never as long as this.
        let mut stat = [0; 4096];
        let length = File::open(format!("/proc/{pid}/stat")).ok()?.read(&mut stat).ok()?;
        let stat = &stat[..length];
        // The second field is the name, in brackets, and may hold anything.
        let after_name = stat.iter().rposition(|byte| *byte == b')')? + 1;
        let rest = std::str::from_utf8(&stat[after_name..]).ok()?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        let [state, parent, group, ..] = fields[..] else { return None };
        Some(Self {
            pid,
            parent: parent.parse().ok()?,
            group: group.parse().ok()?,
            began: fields.get(19)?.parse().ok()?,
            living: !matches!(state, "Z" | "X" | "x"),
        })
    }
}
