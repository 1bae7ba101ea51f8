//! The clock: what time it is, and how much time has passed. The only reader of the system's clocks.

#![expect(clippy::disallowed_methods, reason = "this is the clock that everybody else must use")]

use std::env;
use std::ffi::OsString;
use std::time::{Duration, Instant, SystemTime};

use shipworthy_model::time::Timestamp;

/// The variable that fixes the time, for runs that must be reproducible.
pub const VARIABLE: &str = "SHIPWORTHY_NOW";

/// The time now: the system's, or the one that `SHIPWORTHY_NOW` fixes.
///
/// A value that is no time does not fix it; [`check`] reports it before anything is run.
pub fn now() -> Timestamp {
    fixed(env::var_os(VARIABLE)).ok().flatten().unwrap_or_else(system)
}

/// The time that the rest of the world goes by, also where `SHIPWORTHY_NOW` fixes another. For what other machines
/// wait for, and never for what is recorded or judged.
pub fn system() -> Timestamp {
    SystemTime::now().into()
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
    fixed(env::var_os(VARIABLE)).map(|_| ())
}

/// The time that this value of the variable fixes, if it fixes one. An empty value is the same as none.
fn fixed(value: Option<OsString>) -> Result<Option<Timestamp>, String> {
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    let wrong = |why: String| format!("{VARIABLE}: {why}; write it like 2026-11-21T10:00:00Z, or unset it");
    let text = value.into_string().map_err(|raw| wrong(format!("{raw:?} is not UTF-8")))?;
    Timestamp::try_from(text).map(Some).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_taken_and_anything_else_refused() {
        let read = |text: &str| fixed(Some(text.into()));
        assert_eq!(fixed(None), Ok(None));
        assert_eq!(read(""), Ok(None));
        let time = read("2026-11-21T10:00:00Z").unwrap().unwrap();
        assert_eq!(time.to_string(), "2026-11-21T10:00:00Z");
        for bad in ["yesterday", "2026-11-21", "2026-02-30T00:00:00Z", "1795255200"] {
            let message = read(bad).unwrap_err();
            assert!(message.contains(VARIABLE) && message.contains(bad), "{message}");
        }
    }
}
