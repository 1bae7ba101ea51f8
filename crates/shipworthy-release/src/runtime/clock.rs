//! Time that passes: what time it is, and waiting. Tests bring a clock of their own.

use std::fmt;
use std::time::Duration;

use shipworthy_engine::sys::clock;
use shipworthy_model::time::Timestamp;

/// A clock: what time it is, and how to wait.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// How long it is until a time. By the clock that the rest of the world goes by, also where `now` is fixed.
    fn until(&self, then: Timestamp) -> Duration;
    /// Lets this much time pass.
    fn sleep(&self, time: Duration);
}

/// The clock of this machine.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn until(&self, then: Timestamp) -> Duration {
        then.since(clock::system())
    }

    fn sleep(&self, time: Duration) {
        clock::wait(time);
    }
}
