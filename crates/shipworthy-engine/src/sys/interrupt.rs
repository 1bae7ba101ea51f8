//! Ctrl-C, SIGTERM and SIGHUP, as something to ask for. Nothing is ended here: whoever runs something asks, and ends
//! what it runs.

#![expect(clippy::disallowed_methods, reason = "this hears the signals for everybody else")]

use std::io;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use signal_hook::consts::{SIGINT, SIGTERM};

#[cfg(unix)]
const SIGNALS: &[i32] = &[SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const SIGNALS: &[i32] = &[SIGINT, SIGTERM];

/// Signals are for a whole process, and so is who listens to them.
static INSTALLED: Mutex<Option<Interrupt>> = Mutex::new(None);

/// An interrupt: did the user ask to stop? Clones share the answer.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<Arrivals>);

#[derive(Debug, Default)]
struct Arrivals {
    /// One flag for each signal listened to; set by its handler and cleared by whoever asks first.
    arrived: Vec<(i32, Arc<AtomicBool>)>,
    /// How many times a flag was found set.
    times: AtomicU32,
    /// The signal that was found first; 0 before that.
    signal: AtomicI32,
}

impl Interrupt {
    /// Listens to the signals from now on, instead of dying of them; whoever asks again gets the same interrupt. A signal
    /// that this process was started to ignore (`nohup`, a job in the background of a script) stays ignored.
    ///
    /// # Errors
    ///
    /// When the system refuses a handler.
    pub fn install() -> io::Result<Self> {
        if let Some(installed) = Self::installed() {
            return Ok(installed);
        }
        let mut arrived = Vec::new();
        for signal in SIGNALS.iter().copied().filter(|signal| !ignored(*signal)) {
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
            arrived.push((signal, flag));
        }
        let interrupt = Self(Arc::new(Arrivals { arrived, ..Arrivals::default() }));
        *INSTALLED.lock().unwrap_or_else(PoisonError::into_inner) = Some(interrupt.clone());
        Ok(interrupt)
    }

    /// The interrupt that this process installed; `None` while signals end the process.
    pub fn installed() -> Option<Self> {
        INSTALLED.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An interrupt that hears no signal; only [`Interrupt::request`] asks to stop.
    pub fn never() -> Self {
        Self::default()
    }

    /// Asks to stop, as a signal would.
    pub fn request(&self) {
        self.0.times.fetch_add(1, Ordering::SeqCst);
    }

    /// Did the user ask to stop?
    pub fn requested(&self) -> bool {
        self.times() > 0
    }

    /// Did the user ask again, after the first time was noticed? Then nothing is given time to end by itself.
    pub fn forced(&self) -> bool {
        self.times() > 1
    }

    /// The signal that came first.
    pub fn signal(&self) -> Option<i32> {
        self.times();
        Some(self.0.signal.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }

    /// The name of the signal that came first.
    pub fn signal_name(&self) -> Option<&'static str> {
        self.signal().map(|signal| match signal {
            SIGINT => "SIGINT",
            SIGTERM => "SIGTERM",
            _ => "SIGHUP",
        })
    }

    fn times(&self) -> u32 {
        for (signal, flag) in &self.0.arrived {
            if flag.swap(false, Ordering::SeqCst) {
                let _ = self.0.signal.compare_exchange(0, *signal, Ordering::SeqCst, Ordering::SeqCst);
                self.request();
            }
        }
        self.0.times.load(Ordering::SeqCst)
    }
}

#[cfg(target_os = "linux")]
fn ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}

#[cfg(not(target_os = "linux"))]
fn ignored(_: i32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_time_forces_and_clones_agree() {
        let (interrupt, never) = (Interrupt::never(), Interrupt::never());
        let clone = interrupt.clone();
        assert!(!clone.requested());
        interrupt.request();
        assert!(clone.requested() && !clone.forced());
        interrupt.request();
        assert!(clone.forced());
        assert!(!never.requested());
        assert_eq!(clone.signal(), None);
    }
}
