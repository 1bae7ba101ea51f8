//! Process groups: where a Ctrl-C at the terminal arrives, and what one signal reaches.

use std::process::Command;

/// Gives a process its own group, so that a Ctrl-C at the terminal reaches us and not it, and one signal reaches all of
/// it.
#[cfg(unix)]
pub(super) fn lead(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
pub(super) fn lead(_: &mut Command) {}
