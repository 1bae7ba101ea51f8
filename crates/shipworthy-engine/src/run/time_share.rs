//! How often work is done that serves many gates at once: so seldom that it takes no more than a share of a run.

use std::time::Duration;

use crate::sys::clock::Stopwatch;

/// The share of a run that one kind of work may take.
pub(super) struct TimeShare {
    /// How many times as long as the work took it is not done again.
    rest: u32,
    ended: Stopwatch,
    took: Duration,
}

impl TimeShare {
    /// Work that was just done in no time, and is not done again before `rest` times as long has passed as it took.
    pub(super) fn one_in(rest: u32) -> Self {
        Self { rest, ended: Stopwatch::start(), took: Duration::ZERO }
    }

    /// May the work be done again?
    pub(super) fn is_due(&self) -> bool {
        self.ended.elapsed() > self.took * self.rest
    }

    /// Does the work, and notes how long it takes.
    pub(super) fn spend<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let time = Stopwatch::start();
        let done = work();
        (self.ended, self.took) = (Stopwatch::start(), time.elapsed());
        done
    }
}
