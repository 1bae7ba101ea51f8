//! All processes of one step, and their end: asked first, then forced. It knows nothing of logs or of time limits.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use duct::Handle;

use super::census::Census;
use super::interrupt::Interrupt;

/// How long a process that was asked to end may take.
const GRACE: Duration = Duration::from_secs(2);

/// How often to force, and how long to wait after each time: nobody survives it but a process that is stuck in the
/// kernel, and a run must not wait for that.
const ROUNDS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// The process that was started and all that came of it.
pub(super) struct Family<'a> {
    handle: &'a Handle,
    leader: u32,
    /// `None` where there is no `/proc`: then only those who stayed in the group are reached.
    census: Option<Census>,
    asked: BTreeSet<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Urge {
    Ask,
    Force,
}

impl<'a> Family<'a> {
    /// The family of a process that was just started as the leader of its own group, with this mark.
    pub(super) fn of(handle: &'a Handle, mark: &str) -> Self {
        let leader = handle.pids().first().copied().unwrap_or(0);
        Self { handle, leader, census: Census::of(leader, mark), asked: BTreeSet::new() }
    }

    /// Ends all that still live.
    pub(super) fn end(mut self, interrupt: &Interrupt) {
        let asked = Instant::now();
        while !interrupt.forced() && asked.elapsed() < GRACE {
            if !self.urge(Urge::Ask) {
                return;
            }
            thread::sleep(PAUSE);
        }
        for _ in 0..ROUNDS {
            if !self.urge(Urge::Force) {
                return;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Tells everybody, but asks nobody twice; is anybody left?
    fn urge(&mut self, urge: Urge) -> bool {
        // While the first process is not waited for, its number and that of its group are its own. It must be waited
        // for here: a process that ended and was not waited for still counts as one of its group.
        let has_leader = matches!(self.handle.try_wait(), Ok(None));
        let Some(census) = &mut self.census else {
            let again = urge == Urge::Ask && !self.asked.insert(self.leader);
            return system::tell_group(self.handle, self.leader, (!again).then_some(urge)) || has_leader;
        };
        let living = census.living();
        for pid in &living {
            if urge == Urge::Force || self.asked.insert(*pid) {
                system::tell(*pid, urge);
            }
        }
        if has_leader && urge == Urge::Force {
            // One call reaches the whole group, however fast it multiplies.
            system::tell_group(self.handle, self.leader, Some(urge));
        }
        !living.is_empty()
    }
}

#[cfg(unix)]
mod system {
    use duct::Handle;
    use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process_group};

    use super::Urge;

    pub(super) fn tell(process: u32, urge: Urge) {
        if let Some(process) = pid(process) {
            // It may have ended in the meantime; the next look tells.
            let _ = kill_process(process, signal(urge));
        }
    }

    /// Tells the group, or only looks; is anybody in it?
    pub(super) fn tell_group(_: &Handle, leader: u32, urge: Option<Urge>) -> bool {
        pid(leader).is_some_and(|group| match urge {
            Some(urge) => kill_process_group(group, signal(urge)).is_ok(),
            None => test_kill_process_group(group).is_ok(),
        })
    }

    fn pid(raw: u32) -> Option<Pid> {
        // 0 would be ourselves and our group, 1 everybody.
        i32::try_from(raw).ok().filter(|raw| *raw > 1).and_then(Pid::from_raw)
    }

    fn signal(urge: Urge) -> Signal {
        match urge {
            Urge::Ask => Signal::TERM,
            Urge::Force => Signal::KILL,
        }
    }
}

#[cfg(not(unix))]
mod system {
    use duct::Handle;

    use super::Urge;

    pub(super) fn tell(_: u32, _: Urge) {}

    /// Without groups only the first process is reached, and it cannot be asked.
    pub(super) fn tell_group(handle: &Handle, _: u32, _: Option<Urge>) -> bool {
        let _ = handle.kill();
        false
    }
}
