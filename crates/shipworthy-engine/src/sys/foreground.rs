//! Programs that have the terminal to themselves: what a person asked for by name and watches. Nothing is captured,
//! nothing is scrubbed, and nobody ends them but the person.

#![expect(
    clippy::disallowed_methods,
    reason = "this starts the programs that have the terminal to themselves"
)]

use std::ffi::OsStr;
use std::io;
use std::process::{Command, ExitStatus};

/// Runs a program to its end, with the standard input of this process. What it says goes to standard error, because
/// standard output is for the answer.
///
/// # Errors
///
/// When it cannot be started.
pub fn run<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> io::Result<ExitStatus> {
    command(program, args).stdout(io::stderr()).status()
}

/// Lets a program take the place of this process. It comes back only when that cannot be done, with the reason; where
/// a process cannot be replaced, it comes back with the status of the program when that has ended.
///
/// # Errors
///
/// When it cannot be started.
pub fn replace_with<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    args: impl IntoIterator<Item = S>,
) -> io::Result<ExitStatus> {
    let mut command = command(program, args);
    #[cfg(unix)]
    return Err(std::os::unix::process::CommandExt::exec(&mut command));
    #[cfg(not(unix))]
    command.status()
}

fn command<S: AsRef<OsStr>>(program: impl AsRef<OsStr>, args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}
