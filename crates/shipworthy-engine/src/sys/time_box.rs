//! A time box: work of our own that ends in time for whoever waits for it, and does not make the user wait either.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Stopwatch;
use super::interrupt::Interrupt;
use super::worker::Worker;

/// How often to ask whether the user wants to stop. The end of the work is noticed at once.
const SLICE: Duration = Duration::from_millis(50);

/// Why the work has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overrun {
    /// Its time was up.
    TimedOut,
    /// The user wants to stop.
    Interrupted,
    /// It panicked.
    Crashed,
}

/// Told to work whose result nobody waits for any more.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenUp(Arc<AtomicBool>);

impl GivenUp {
    /// Does nobody wait any more?
    pub(crate) fn yes(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Work for another thread.
type Work = Box<dyn FnOnce() + Send>;

/// The ways to the threads that have ended their work and wait for more.
static IDLE: Mutex<Vec<Sender<Work>>> = Mutex::new(Vec::new());

/// Does the work on a thread that has nothing to do, or on a new one: an audit asks tens of thousands of small questions.
/// Where there is no thread for it, it is done here.
fn elsewhere(work: impl FnOnce() + Send + 'static) {
    // It may panic; whoever waits for a result sees that there is none.
    let mut task: Work = Box::new(move || drop(catch_unwind(AssertUnwindSafe(work))));
    let next = || idle().pop();
    while let Some(thread) = next() {
        match thread.send(task) {
            Ok(()) => return,
            Err(unsent) => task = unsent.0,
        }
    }
    let (sender, tasks) = channel::<Work>();
    let way = sender.clone();
    let begun = Worker::apart(move || {
        for task in tasks {
            task();
            idle().push(way.clone());
        }
    });
    match begun {
        Ok(_) => drop(sender.send(task)),
        Err(_) => task(),
    }
}

fn idle() -> MutexGuard<'static, Vec<Sender<Work>>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does work that cannot be stopped from outside, such as trying a pattern, on another thread, and leaves that behind when
/// it takes longer than `time`: it ends where the work asks whether it was given up, or with this process. Where there is
/// no thread for it, the work takes its time.
pub(crate) fn within<T: Send + 'static>(
    time: Duration,
    interrupt: &Interrupt,
    work: impl FnOnce(&GivenUp) -> T + Send + 'static,
) -> Result<T, Overrun> {
    let (given_up, watch) = (GivenUp::default(), Stopwatch::start());
    let (sender, receiver) = channel();
    let theirs = given_up.clone();
    elsewhere(move || drop(sender.send(work(&theirs))));
    loop {
        // Less than a moment is left, and then none: it is over when both say so.
        let left = time.saturating_sub(watch.elapsed());
        let over = match receiver.recv_timeout(SLICE.min(left)) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Disconnected) => Overrun::Crashed,
            Err(RecvTimeoutError::Timeout) if interrupt.requested() => Overrun::Interrupted,
            Err(RecvTimeoutError::Timeout) if watch.elapsed() >= time => Overrun::TimedOut,
            Err(RecvTimeoutError::Timeout) => continue,
        };
        given_up.0.store(true, Ordering::Relaxed);
        return Err(over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work that ends only when it is given up.
    fn endless(given_up: &GivenUp) {
        while !given_up.yes() {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_thread_does_one_piece_of_work_after_the_other() {
        let on = || within(Duration::from_secs(3600), &Interrupt::never(), |_| std::thread::current().id());
        let threads: std::collections::BTreeSet<_> = (0..100).map(|_| format!("{:?}", on())).collect();
        assert!(threads.len() < 50, "{} threads for a hundred pieces of work", threads.len());
    }

    #[test]
    fn what_ends_is_answered_and_what_does_not_is_left() {
        let (never, hour) = (Interrupt::never(), Duration::from_secs(3600));
        assert_eq!(within(hour, &never, |_| 1), Ok(1));
        assert_eq!(within(Duration::from_millis(1), &never, endless), Err(Overrun::TimedOut));
        assert_eq!(within(hour, &never, |_| panic!("on purpose")), Err::<(), _>(Overrun::Crashed));
        let interrupt = Interrupt::never();
        interrupt.request();
        assert_eq!(within(hour, &interrupt, endless), Err(Overrun::Interrupted));
    }
}
