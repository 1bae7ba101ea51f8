//! What becomes of this process when the machine has no more of something. By itself the system would end it in the middle
//! of a sentence; it ends nothing of others, and what it starts does not inherit this.

#![expect(clippy::disallowed_methods, reason = "this hears the signals for everybody else")]

/// Lets a write beyond the limit of the size of files fail like one on a full disk, and lets this process end with this
/// exit code when there is no memory left to go on. Where the system refuses, all stays as it is.
#[cfg(unix)]
pub fn survive(exit: u8) {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGABRT, SIGXFSZ};
    use signal_hook::flag::{register, register_conditional_shutdown};

    // That it is heard is all: the write that it stands for fails with an error of its own.
    let _ = register(SIGXFSZ, Arc::default());
    // What was attempted is told by whoever found no memory, in the moment before.
    let _ = register_conditional_shutdown(SIGABRT, exit.into(), Arc::new(AtomicBool::new(true)));
}

#[cfg(not(unix))]
pub fn survive(_: u8) {}
