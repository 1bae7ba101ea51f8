//! The clock: what time it is, and how much time has passed. The only reader of the system's clocks.

#![expect(clippy::disallowed_methods, reason = "this is the clock that everybody else must use")]

use std::env;
use std::ffi::OsString;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use shipworthy_model::basis::ClockSource;
use shipworthy_model::time::Timestamp;

/// The variable that sets the clock by hand. An answer that was given by such a clock says so, and is never GO.
pub const VARIABLE: &str = "SHIPWORTHY_NOW";

/// The variable that fixes the time in builds for our own tests; any other build does not look at it.
#[cfg(feature = "test-clock")]
const TEST_VARIABLE: &str = "SHIPWORTHY_TEST_CLOCK";

/// How much faster time passes by the clock of our own tests for whoever waits.
#[cfg(feature = "test-clock")]
const TEST_HASTE: u32 = 20;

/// The time now: the system's, or the one that `SHIPWORTHY_NOW` sets.
///
/// A value that is no time does not set it; [`check`] reports it before anything is run.
pub fn now() -> Timestamp {
    let set = set();
    set.ok().and_then(|(_, time)| time).unwrap_or_else(system)
}

/// Whose clock the time is taken from.
pub fn source() -> ClockSource {
    set().map_or(ClockSource::System, |(clock, _)| clock)
}

/// The time that a variable sets, if one does, and which clock that is. Set by hand counts first.
fn set() -> Result<(ClockSource, Option<Timestamp>), String> {
    if let Some(time) = fixed(VARIABLE, env::var_os(VARIABLE))? {
        return Ok((ClockSource::ByHand, Some(time)));
    }
    #[cfg(feature = "test-clock")]
    if let Some(time) = fixed(TEST_VARIABLE, env::var_os(TEST_VARIABLE))? {
        return Ok((ClockSource::Test, Some(time)));
    }
    Ok((ClockSource::System, None))
}

/// The time that the rest of the world goes by, also where `SHIPWORTHY_NOW` sets another. For what other machines
/// wait for, and never for what is recorded or judged.
pub fn system() -> Timestamp {
    SystemTime::now().into()
}

/// The moment now by the system's clock, to hold the times of files against.
pub fn moment() -> SystemTime {
    SystemTime::now()
}

/// Lets this much time pass. By the clock of our own tests it passes faster: nobody there is as slow as the world.
pub fn wait(time: Duration) {
    #[cfg(feature = "test-clock")]
    let time = if source() == ClockSource::Test { time / TEST_HASTE } else { time };
    thread::sleep(time);
}

/// How much time has passed since a moment of this run. Setting the clock does not change it.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// A stopwatch that starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the stopwatch was started.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// The time since the stopwatch was started, in whole milliseconds.
    pub fn millis(&self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Is `SHIPWORTHY_NOW` unset, or a time?
///
/// # Errors
///
/// Says what it holds and what to write instead.
pub fn check() -> Result<(), String> {
    set().map(|_| ())
}

/// The time that this value of a variable sets, if it sets one. An empty value is the same as none.
fn fixed(variable: &str, value: Option<OsString>) -> Result<Option<Timestamp>, String> {
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    let wrong = |why: String| format!("{variable}: {why}; write it like 2026-11-21T10:00:00Z, or unset it");
    let text = value.into_string().map_err(|raw| wrong(format!("{raw:?} is not UTF-8")))?;
    Timestamp::try_from(text).map(Some).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_taken_and_anything_else_refused() {
        let read = |text: &str| fixed(VARIABLE, Some(text.into()));
        assert_eq!(fixed(VARIABLE, None), Ok(None));
        assert_eq!(read(""), Ok(None));
        let time = read("2026-11-21T10:00:00Z").unwrap().unwrap();
        assert_eq!(time.to_string(), "2026-11-21T10:00:00Z");
        for bad in ["yesterday", "2026-11-21", "2026-02-30T00:00:00Z", "1795255200"] {
            let message = read(bad).unwrap_err();
            assert!(message.contains(VARIABLE) && message.contains(bad), "{message}");
        }
    }
}
