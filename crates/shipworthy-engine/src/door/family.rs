//! All processes of one step, and their end: asked first, then forced. It knows nothing of logs or of time limits.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use duct::Handle;

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
    asked: BTreeSet<u32>,
    #[cfg(target_os = "linux")]
    census: Option<super::census::Census>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Urge {
    Ask,
    Force,
}

impl<'a> Family<'a> {
    /// The family of a process that was just started as the leader of its own group, with this mark.
    #[cfg_attr(
        not(target_os = "linux"),
        allow(unused_variables, reason = "only Linux can look for the mark")
    )]
    pub(super) fn of(handle: &'a Handle, mark: &str) -> Self {
        Self {
            handle,
            asked: BTreeSet::new(),
            #[cfg(target_os = "linux")]
            census: handle.pids().first().and_then(|leader| super::census::Census::of(*leader, mark)),
        }
    }

    /// Ends all that still live: the whole family on Linux, on other systems those who stayed in the group.
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

    /// Was the first process not yet waited for? Then its number, and that of its group, are still its own.
    fn has_leader(&self) -> bool {
        matches!(self.handle.try_wait(), Ok(None))
    }
}

#[cfg(unix)]
mod signals {
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

    use super::{Family, Urge};

    impl Urge {
        pub(super) fn signal(self) -> Signal {
            match self {
                Self::Ask => Signal::TERM,
                Self::Force => Signal::KILL,
            }
        }
    }

    pub(super) fn pid(raw: u32) -> Option<Pid> {
        // 0 is ourselves and our group, 1 is everybody.
        i32::try_from(raw).ok().filter(|raw| *raw > 1).and_then(Pid::from_raw)
    }

    impl Family<'_> {
        /// Tells the group; is anybody left in it?
        pub(super) fn urge_group(&mut self, urge: Urge) -> bool {
            let leader = self.handle.pids().first().copied();
            let Some(group) = leader.and_then(pid) else { return false };
            if urge == Urge::Force || self.asked.insert(0) {
                kill_process_group(group, urge.signal()).is_ok()
            } else {
                test_kill_process_group(group).is_ok()
            }
        }
    }
}

#[cfg(target_os = "linux")]
impl Family<'_> {
    /// Tells everybody; is anybody left?
    fn urge(&mut self, urge: Urge) -> bool {
        let has_leader = self.has_leader();
        let Some(census) = &mut self.census else { return self.urge_group(urge) };
        let living = census.living();
        for raw in &living {
            if let Some(pid) = signals::pid(*raw)
                && (urge == Urge::Force || self.asked.insert(*raw))
            {
                // It may have ended in the meantime; the next look tells.
                let _ = rustix::process::kill_process(pid, urge.signal());
            }
        }
        if has_leader && urge == Urge::Force {
            // One call reaches the whole group, however fast it multiplies.
            self.urge_group(urge);
        }
        !living.is_empty()
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
impl Family<'_> {
    fn urge(&mut self, urge: Urge) -> bool {
        // Waits for the leader if it ended: a process that nobody waited for still counts as one of its group.
        self.has_leader();
        self.urge_group(urge)
    }
}

#[cfg(not(unix))]
impl Family<'_> {
    fn urge(&mut self, _: Urge) -> bool {
        let _ = self.handle.kill();
        self.has_leader()
    }
}
