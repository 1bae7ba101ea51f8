//! All processes of one step, and how they are ended: asked first, then forced. Knows nothing of logs or of time
//! limits.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use duct::Handle;

use super::clock::Stopwatch;
use super::interrupt::Interrupt;
use super::process_scan::ProcessScan;

/// How long a process that was asked to end may take.
const GRACE: Duration = Duration::from_secs(2);

/// How often to force, and how long to wait after each time: nobody survives it but a process that is stuck in the
/// kernel, and a run must not wait for that.
const ROUNDS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// The process that was started and all that came of it.
pub(super) struct ProcessTree<'a> {
    handle: &'a Handle,
    leader: u32,
    /// The scan for the processes; `None` where there is no `/proc`: then only those who stayed in the group are
    /// reached.
    process_scan: Option<ProcessScan>,
    asked: BTreeSet<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EndSignal {
    Term,
    Kill,
}

impl<'a> ProcessTree<'a> {
    /// The tree of a process that was just started as the leader of its own group, with this mark.
    pub(super) fn of(handle: &'a Handle, mark: &str) -> Self {
        let leader = handle.pids().first().copied().unwrap_or(0);
        Self { handle, leader, process_scan: ProcessScan::of(leader, mark), asked: BTreeSet::new() }
    }

    /// Ends all processes of the step that still live.
    pub(super) fn end(mut self, interrupt: &Interrupt) {
        let asked = Stopwatch::start();
        while !interrupt.forced() && asked.elapsed() < GRACE {
            if !self.signal(EndSignal::Term) {
                return;
            }
            thread::sleep(PAUSE);
        }
        for _ in 0..ROUNDS {
            if !self.signal(EndSignal::Kill) {
                return;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Tells everybody, but asks nobody twice; is anybody left?
    fn signal(&mut self, signal: EndSignal) -> bool {
        // While the first process is not waited for, its number and that of its group are its own. It must be waited
        // for here: a process that ended and was not waited for still counts as one of its group.
        let has_leader = matches!(self.handle.try_wait(), Ok(None));
        let Some(process_scan) = &mut self.process_scan else {
            let again = signal == EndSignal::Term && !self.asked.insert(self.leader);
            return system::tell_group(self.handle, self.leader, (!again).then_some(signal)) || has_leader;
        };
        let living = process_scan.living();
        for pid in &living {
            if signal == EndSignal::Kill || self.asked.insert(*pid) {
                system::tell(*pid, signal);
            }
        }
        if has_leader && signal == EndSignal::Kill {
            // One call reaches the whole group, however fast it multiplies.
            system::tell_group(self.handle, self.leader, Some(signal));
        }
        !living.is_empty()
    }
}

/// Kills the process `leader`, which was not waited for yet, and all that came of it and carry this mark.
pub(super) fn kill_marked(leader: u32, mark: &str) {
    match ProcessScan::of(leader, mark) {
        Some(scan) => drop(kill_scanned(scan, Some(leader))),
        None => system::tell(leader, EndSignal::Kill),
    }
}

/// Those that were killed, and those of them that are still there.
#[derive(Debug, Default)]
pub(super) struct KilledProcesses {
    pub(super) killed: BTreeSet<u32>,
    pub(super) left: BTreeSet<u32>,
}

/// Kills all that a scan finds, until it finds nobody but `leader`, which somebody else waits for.
pub(super) fn kill_scanned(mut scan: ProcessScan, leader: Option<u32>) -> KilledProcesses {
    let mut processes = KilledProcesses::default();
    for _ in 0..ROUNDS {
        processes.left = scan.living();
        processes.left.iter().for_each(|process| system::tell(*process, EndSignal::Kill));
        if let Some(leader) = leader {
            processes.left.remove(&leader);
        }
        if processes.left.is_empty() {
            break;
        }
        processes.killed.extend(&processes.left);
        thread::sleep(PAUSE);
    }
    processes
}

#[cfg(unix)]
mod system {
    use duct::Handle;
    use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process_group};

    use super::EndSignal;

    pub(super) fn tell(process: u32, signal: EndSignal) {
        if let Some(process) = pid(process) {
            // It may have ended in the meantime; the next look tells.
            let _ = kill_process(process, as_system(signal));
        }
    }

    /// Tells the group, or only looks; is anybody in it?
    pub(super) fn tell_group(_: &Handle, leader: u32, signal: Option<EndSignal>) -> bool {
        pid(leader).is_some_and(|group| match signal {
            Some(signal) => kill_process_group(group, as_system(signal)).is_ok(),
            None => test_kill_process_group(group).is_ok(),
        })
    }

    fn pid(raw: u32) -> Option<Pid> {
        // 0 would be ourselves and our group, 1 everybody.
        i32::try_from(raw).ok().filter(|raw| *raw > 1).and_then(Pid::from_raw)
    }

    fn as_system(signal: EndSignal) -> Signal {
        match signal {
            EndSignal::Term => Signal::TERM,
            EndSignal::Kill => Signal::KILL,
        }
    }
}

#[cfg(not(unix))]
mod system {
    use duct::Handle;

    use super::EndSignal;

    pub(super) fn tell(_: u32, _: EndSignal) {}

    /// Ends the first process: without groups no other is reached, and it cannot be asked.
    pub(super) fn tell_group(handle: &Handle, _: u32, _: Option<EndSignal>) -> bool {
        let _ = handle.kill();
        false
    }
}
