//! Programs that have the terminal to themselves: what a person asked for by name and watches. Nothing is captured,
//! nothing is scrubbed, and nobody ends them but the person.

#![expect(
    clippy::disallowed_methods,
    reason = "this starts the programs that have the terminal to themselves"
)]

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

/// Runs a program to its end, with the standard input of this process. What it says goes to standard error, because
/// standard output is for the answer.
///
/// # Errors
///
/// When it cannot be started.
pub fn run<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> io::Result<ExitStatus> {
    command(program, args).stdout(io::stderr()).status()
}

/// Runs a program to its end, and hands on each line that it writes to standard output, as it comes. What it says on standard
/// error is seen as it is.
///
/// # Errors
///
/// When it cannot be started, or what it writes cannot be read.
pub fn listen<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    args: impl IntoIterator<Item = S>,
    mut line: impl FnMut(&str),
) -> io::Result<ExitStatus> {
    let mut child = command(program, args).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut read = Ok(());
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout).split(b'\n');
        read = lines.try_for_each(|bytes| {
            line(&String::from_utf8_lossy(&bytes?));
            Ok(())
        });
    }
    let status = child.wait()?;
    read.map(|()| status)
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
