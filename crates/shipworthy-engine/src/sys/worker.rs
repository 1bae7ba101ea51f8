//! Threads: work that is done beside other work where the system has a thread for it. Where it has none left, whoever
//! asked does the work, or is told; nobody panics.

#![expect(clippy::disallowed_methods, reason = "this starts the threads of everybody else")]

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Builder, JoinHandle, Scope, ScopedJoinHandle};

/// The size of a small stack, in bytes; that of others is 2 MiB.
const SMALL_STACK: usize = 128 << 10;

/// Work that nobody has begun yet; empty once somebody has.
type Open<F> = Arc<Mutex<Option<F>>>;

/// Work on a thread of its own. Where there is no thread for it, it was done before this value was made.
#[derive(Debug)]
pub struct Worker<T>(Result<JoinHandle<Option<T>>, thread::Result<Option<T>>>);

impl<T: Send + 'static> Worker<T> {
    /// Starts the work.
    pub fn start(work: impl FnOnce() -> T + Send + 'static) -> Self {
        let (ours, theirs) = open(work);
        Self(Builder::new().spawn(move || begin(&theirs)).map_err(|_| guarded(&ours)))
    }

    /// Starts work that whoever asks for it cannot do instead.
    ///
    /// # Errors
    ///
    /// When the system has no thread for it: nothing was done.
    pub fn apart(work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        Self::on(Builder::new(), work)
    }

    /// Starts work as [`Worker::apart`] does, which calls next to nothing, on a thread that takes little memory.
    ///
    /// # Errors
    ///
    /// When the system has no thread for it: nothing was done.
    pub(crate) fn small(work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        Self::on(Builder::new().stack_size(SMALL_STACK), work)
    }

    fn on(builder: Builder, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let no_thread = |error| io::Error::other(format!("the system has no thread left: {error}"));
        Ok(Self(Ok(builder.spawn(|| Some(work())).map_err(no_thread)?)))
    }

    /// Waits for the end of the work.
    ///
    /// # Errors
    ///
    /// When it panicked, with what it said.
    pub fn join(self) -> thread::Result<T> {
        done(self.0.map_or_else(|done| done, JoinHandle::join))
    }
}

/// Work on a thread that ends with its scope. Where there is no thread for it, it was done before this value was made.
#[derive(Debug)]
pub struct ScopedWorker<'scope, T>(Result<ScopedJoinHandle<'scope, Option<T>>, thread::Result<Option<T>>>);

impl<'scope, T: Send + 'scope> ScopedWorker<'scope, T> {
    /// Starts the work.
    pub fn start(scope: &'scope Scope<'scope, '_>, work: impl FnOnce() -> T + Send + 'scope) -> Self {
        let (ours, theirs) = open(work);
        Self(Builder::new().spawn_scoped(scope, move || begin(&theirs)).map_err(|_| guarded(&ours)))
    }

    /// Waits for the end of the work.
    ///
    /// # Errors
    ///
    /// When it panicked, with what it said.
    pub fn join(self) -> thread::Result<T> {
        done(self.0.map_or_else(|done| done, ScopedJoinHandle::join))
    }
}

fn open<F>(work: F) -> (Open<F>, Open<F>) {
    let ours = Arc::new(Mutex::new(Some(work)));
    let theirs = Arc::clone(&ours);
    (ours, theirs)
}

/// Does the work, unless somebody has begun it.
fn begin<T, F: FnOnce() -> T>(work: &Open<F>) -> Option<T> {
    let work = work.lock().unwrap_or_else(PoisonError::into_inner).take();
    work.map(|work| work())
}

/// Does the work on this thread, and survives its panic as another thread would.
fn guarded<T, F: FnOnce() -> T>(work: &Open<F>) -> thread::Result<Option<T>> {
    catch_unwind(AssertUnwindSafe(|| begin(work)))
}

fn done<T>(ended: thread::Result<Option<T>>) -> thread::Result<T> {
    ended?.ok_or_else(|| Box::new("the work was begun elsewhere") as Box<_>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_once_and_a_panic_is_told() {
        assert_eq!(Worker::start(|| 1).join().unwrap(), 1);
        assert!(Worker::start(|| panic!("on purpose")).join().is_err());
        let mut counts = [0, 0];
        thread::scope(|scope| {
            let workers: Vec<_> =
                counts.iter_mut().map(|count| ScopedWorker::start(scope, || *count += 1)).collect();
            workers.into_iter().for_each(|worker| worker.join().unwrap());
        });
        assert_eq!(counts, [1, 1]);
    }

    #[test]
    fn who_finds_no_thread_does_the_work() {
        let (ours, theirs) = open(|| 7);
        assert_eq!(done(guarded(&ours)).unwrap(), 7);
        assert!(done(guarded(&theirs)).is_err());
        let (ours, _) = open(|| panic!("on purpose"));
        assert!(guarded(&ours).is_err());
    }
}
