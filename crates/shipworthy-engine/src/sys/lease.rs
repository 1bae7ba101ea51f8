//! Leases: a file for each step that runs, which says whose it is. A run that was killed leaves its leases, and by them the
//! next one finds and ends what still runs of its steps. Only where there is a `/proc`: elsewhere there are no leases.

use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::process;
use std::sync::OnceLock;

use super::open_folder::OpenFolder;
use super::own_folder::OwnFolder;
use super::process_scan::{ProcessMoment, ProcessScan};
use super::process_tree::kill_scanned;

/// The size of the largest lease that is read, in bytes.
const MOST: u64 = 64 << 10;

/// The longest command that a lease repeats, in characters: it is for people.
const MOST_COMMAND: usize = 200;

/// The lease of a step that runs now; gone with this value.
#[derive(Debug)]
pub(super) struct Lease {
    folder: OwnFolder,
    mark: String,
    /// `None` where there are no leases.
    file: Option<File>,
}

/// Processes of a step that outlived the run which had started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphans {
    /// The command of the step.
    pub command: String,
    /// The processes.
    pub processes: BTreeSet<u32>,
    /// Could they not be ended?
    pub left: bool,
}

impl Lease {
    /// Writes down that the step with this mark is about to be started. On a full disk the step runs without a lease: what
    /// it finds is worth more than what could become of it.
    pub(super) fn take(folder: &OwnFolder, mark: &str, command: &str) -> Self {
        let mut lease = Self { folder: folder.clone(), mark: mark.to_owned(), file: None };
        if let (Some(machine), Some(owner)) = (machine(), ProcessMoment::of(process::id())) {
            let command: String =
                command.chars().filter(|letter| *letter != '\n').take(MOST_COMMAND).collect();
            lease.file = folder.make().and_then(|folder| folder.create(mark)).ok();
            if let Some(file) = &mut lease.file {
                let text = format!("{machine}\n{} {}\n{command}\n", owner.pid, owner.began);
                let _ = file.write_all(text.as_bytes());
            }
        }
        lease
    }

    /// Adds which process is the first of the step. Without that, those which dropped their variables are not found.
    pub(super) fn started(&mut self, leader: Option<u32>) {
        if let (Some(file), Some(leader)) = (&mut self.file, leader.and_then(ProcessMoment::of)) {
            let _ = file.write_all(format!("{} {}\n", leader.pid, leader.began).as_bytes());
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.file.is_some() {
            // One that stays names a step that has ended, and harms nobody.
            let _ = self.folder.open().and_then(|folder| folder.remove(&self.mark));
        }
    }
}

/// Ends what still runs of the steps whose leases are in a folder and whose runs have ended. Tells of each step of which
/// something ran.
///
/// # Errors
///
/// When the folder cannot be looked through.
pub fn end_orphans(folder: &OwnFolder) -> io::Result<Vec<Orphans>> {
    let folder = match folder.open() {
        Ok(folder) => folder,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for (name, _) in folder.names()? {
        let Some(mark) = name.to_str() else { continue };
        let Some(orphans) = end_orphans_of(&folder, mark) else { continue };
        let done = !orphans.left;
        if !orphans.processes.is_empty() {
            found.push(orphans);
        }
        if done {
            let _ = folder.remove(mark);
        }
    }
    Ok(found)
}

/// Ends what still runs of one step. `None` when its run has not ended.
fn end_orphans_of(folder: &OpenFolder, mark: &str) -> Option<Orphans> {
    let mut orphans = Orphans { command: String::new(), processes: BTreeSet::new(), left: false };
    let text = folder.read(mark, MOST).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines();
    // What ran before this machine was started anew, or on another one, is not to be found here.
    if machine().is_none() || lines.next() != machine() {
        return Some(orphans);
    }
    let Some(owner) = lines.next().and_then(process_moment) else { return Some(orphans) };
    if ProcessMoment::of(owner.pid) == Some(owner) {
        return None;
    }
    lines.next().unwrap_or_default().clone_into(&mut orphans.command);
    let leader = lines.next().and_then(process_moment);
    let processes = kill_scanned(ProcessScan::resumed(mark, leader, owner.began), None);
    orphans.left = !processes.left.is_empty();
    orphans.processes = if orphans.left { processes.left } else { processes.killed };
    Some(orphans)
}

fn process_moment(line: &str) -> Option<ProcessMoment> {
    let (pid, began) = line.split_once(' ')?;
    Some(ProcessMoment { pid: pid.parse().ok()?, began: began.parse().ok()? })
}

/// What numbers of processes and their times mean something on: this machine since it was started, and the part of it
/// that shares its processes.
fn machine() -> Option<&'static str> {
    static MACHINE: OnceLock<Option<String>> = OnceLock::new();
    let machine = || {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let space = fs::read_link("/proc/self/ns/pid").ok()?;
        Some(format!("{} {}", boot.trim(), space.display()))
    };
    MACHINE.get_or_init(machine).as_deref()
}
