//! What becomes of this process when the machine has no more of something. By itself the system would end it in the middle
//! of a sentence; it ends nothing of others, and what it starts does not inherit this.

#![expect(clippy::disallowed_methods, reason = "this hears the signals for everybody else")]

use std::fs::File;
use std::io::Read as _;

/// How much memory this process must be able to ask for when it begins: what [`survive`] takes, with some to spare.
const LEAST: usize = 1 << 20;

/// Is there enough memory to begin? Asks the system, and gives back what it got.
pub fn can_begin() -> bool {
    Vec::<u8>::new().try_reserve_exact(LEAST).is_ok()
}

/// The words that this process was called with, each but the last of them followed by a zero, as far as they have room: what
/// can be known of them without memory. None where the system does not say.
pub fn command_line(room: &mut [u8]) -> &[u8] {
    let read = File::open("/proc/self/cmdline").and_then(|mut file| file.read(room));
    room.get(..read.unwrap_or_default()).unwrap_or_default()
}

/// Lets a write beyond the limit of the size of files fail like one on a full disk. When there is no memory left to go on,
/// `last_word` is called, which must ask for none, and this process ends with the exit code that it returns. Where that
/// could not be made ready, it ends with `exit`; and where the system refuses that too, all stays as it is.
#[cfg(unix)]
pub fn survive(exit: u8, last_word: impl FnOnce() -> u8 + Send + 'static) {
    use std::sync::Arc;

    use signal_hook::consts::SIGXFSZ;
    use signal_hook::flag::register;

    // That it is heard is all: the write that it stands for fails with an error of its own.
    let _ = register(SIGXFSZ, Arc::default());
    abort::hear(exit, last_word);
}

#[cfg(not(unix))]
pub fn survive(_: u8, _: impl FnOnce() -> u8 + Send + 'static) {}

/// Who finds no memory writes so to stderr and calls `abort`, which ends the process when the handlers of its signal have
/// returned. Handlers may do next to nothing. So one wakes a thread that has all it needs, and the next one does not return
/// while that thread speaks: it writes into a pipe that is full.
#[cfg(unix)]
mod abort {
    use std::io::{self, Read as _, Write as _};
    use std::sync::atomic::AtomicBool;
    use std::sync::{Arc, Barrier};

    use rustix::fs::{OFlags, fcntl_setfl};
    use signal_hook::SigId;
    use signal_hook::consts::SIGABRT;
    use signal_hook::flag::register_conditional_shutdown;
    use signal_hook::low_level::{self, pipe};

    use crate::sys::worker::Worker;

    pub(super) fn hear(exit: u8, last_word: impl FnOnce() -> u8 + Send + 'static) {
        // Handlers are called in the order in which they came. Until the thread is there, this one is all there is.
        let alone = end_with(exit);
        let _ = speak(last_word);
        let _ = end_with(exit);
        if let Ok(alone) = alone {
            low_level::unregister(alone);
        }
    }

    fn end_with(exit: u8) -> io::Result<SigId> {
        register_conditional_shutdown(SIGABRT, exit.into(), Arc::new(AtomicBool::new(true)))
    }

    fn speak(last_word: impl FnOnce() -> u8 + Send + 'static) -> io::Result<()> {
        let (mut heard, wake) = io::pipe()?;
        let (never_read, full) = io::pipe()?;
        let mut same = full.try_clone()?;
        let ready = Arc::new(Barrier::new(2));
        let is_ready = Arc::clone(&ready);
        Worker::small(move || {
            is_ready.wait();
            if heard.read_exact(&mut [0]).is_ok() {
                low_level::exit(last_word().into());
            }
            // Nobody would speak: whoever waits goes on to the next handler.
            drop(never_read);
        })?;
        // From here on the thread asks for no memory, so it never is the one that finds none.
        ready.wait();
        pipe::register(SIGABRT, wake)?;
        pipe::register(SIGABRT, full)?;
        // The handler is to wait where it would be told that there is no room; both are the same pipe to the system.
        while same.write(&[0; 4096]).is_ok_and(|written| written > 0) {}
        Ok(fcntl_setfl(&same, OFlags::empty())?)
    }
}
