//! A program that runs, watched by its test. Whatever the test does, nothing of it outlives this value.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{MarkedProcess, Output, processes_marked};

/// How often a condition is looked at again.
const BEAT: Duration = Duration::from_millis(5);

/// How soon it is asked whether a program has ended. There are thousands of them, and most take few of these; for those
/// that take longer it is asked less and less often.
const FIRST_LOOK: Duration = Duration::from_millis(1);

/// How long at most until it is asked again.
const LAST_LOOK: Duration = Duration::from_millis(16);

/// How long a process that was told to end may still be seen.
const GRACE: Duration = Duration::from_secs(3);

/// A signal that tests send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The signal that Ctrl-C sends.
    Interrupt,
    /// The signal that an init system sends.
    Terminate,
    /// The signal of a terminal that goes away.
    Hangup,
    /// The signal that nothing survives.
    Kill,
}

/// A program that was started.
#[derive(Debug)]
pub struct RunningProgram {
    child: Child,
    status: Option<ExitStatus>,
    /// Is it known that the program left no process? To look at all of them takes time.
    alone: bool,
    command: String,
    marker: String,
    stdout: PathBuf,
    stderr: PathBuf,
    timeout: Duration,
}

impl RunningProgram {
    pub(crate) fn new(
        child: Child,
        command: String,
        marker: String,
        stdout: PathBuf,
        stderr: PathBuf,
        timeout: Duration,
    ) -> Self {
        Self { child, status: None, alone: false, command, marker, stdout, stderr, timeout }
    }

    /// The process id of the program.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Has the program ended?
    pub fn has_ended(&mut self) -> bool {
        self.ended()
    }

    /// Waits until a condition holds.
    ///
    /// # Panics
    ///
    /// When the program ends before that, or the time is up.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, mut holds: impl FnMut() -> bool) {
        let start = Instant::now();
        while !holds() {
            let ended = self.ended();
            assert!(!ended, "it ended before {what}\n{}", self.output().told());
            assert!(
                start.elapsed() < self.timeout,
                "time is up, and not yet: {what}\n{}",
                self.output().told()
            );
            thread::sleep(BEAT);
        }
    }

    /// Waits until a file is there.
    ///
    /// # Panics
    ///
    /// When the program ends before that, or the time is up.
    #[track_caller]
    pub fn wait_for_file(&mut self, path: impl AsRef<Path>) {
        let path = path.as_ref();
        self.wait_until(&format!("{} was there", path.display()), || path.exists());
    }

    /// Waits until the program has written this, to stdout or stderr.
    ///
    /// # Panics
    ///
    /// When the program ends before that, or the time is up.
    #[track_caller]
    pub fn wait_for_line(&mut self, text: &str) {
        let streams = [self.stdout.clone(), self.stderr.clone()];
        let said = || streams.iter().any(|path| read(path).contains(text));
        self.wait_until(&format!("it said `{text}`"), said);
    }

    /// Sends a signal to the program alone.
    ///
    /// # Panics
    ///
    /// When it is not there any more.
    #[track_caller]
    pub fn signal(&self, signal: Signal) {
        assert!(kill(signal, &self.pid().to_string()), "process {} is not there", self.pid());
    }

    /// Sends a signal to the program's process group, as a terminal does for Ctrl-C.
    ///
    /// # Panics
    ///
    /// When there is nobody in it any more.
    #[track_caller]
    pub fn signal_group(&self, signal: Signal) {
        assert!(kill(signal, &format!("-{}", self.pid())), "process group {} is empty", self.pid());
    }

    /// Waits for the end of the program and returns what it left.
    ///
    /// # Panics
    ///
    /// When the time is up, or a process that it started, however far down, outlives it.
    #[track_caller]
    pub fn finish(self) -> Output {
        let (output, left) = self.finish_with_orphans();
        assert!(left.is_empty(), "it left processes behind: {left:?}\n{}", output.told());
        output
    }

    /// Waits as by `finish` for a program that could not end what it had started: says which of its processes are left,
    /// and ends them.
    ///
    /// # Panics
    ///
    /// When the time is up.
    #[track_caller]
    pub fn finish_with_orphans(mut self) -> (Output, Vec<MarkedProcess>) {
        let start = Instant::now();
        while !self.ended() {
            assert!(start.elapsed() < self.timeout, "it hangs\n{}", self.output().told());
            thread::sleep((start.elapsed() / 16).clamp(FIRST_LOOK, LAST_LOOK));
        }
        let since = Instant::now();
        let mut left = processes_marked(&self.marker);
        while !left.is_empty() && since.elapsed() < GRACE {
            thread::sleep(BEAT);
            left = processes_marked(&self.marker);
        }
        self.alone = left.is_empty();
        (self.output(), left)
    }

    fn ended(&mut self) -> bool {
        if self.status.is_none() {
            self.status = self.child.try_wait().expect("a child can be waited for");
        }
        self.status.is_some()
    }

    /// What the program has written so far, and its exit code if it has ended.
    pub fn output(&self) -> Output {
        Output {
            command: self.command.clone(),
            code: self.status.and_then(|status| status.code()),
            stdout: read(&self.stdout),
            stderr: read(&self.stderr),
        }
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        if !self.ended() {
            kill(Signal::Kill, &format!("-{}", self.pid()));
            let _ = self.child.wait();
        }
        if !self.alone {
            for left in processes_marked(&self.marker) {
                kill(Signal::Kill, &left.pid.to_string());
            }
        }
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

fn kill(signal: Signal, whom: &str) -> bool {
    let name = match signal {
        Signal::Interrupt => "-INT",
        Signal::Terminate => "-TERM",
        Signal::Hangup => "-HUP",
        Signal::Kill => "-KILL",
    };
    let status = Command::new("kill").args([name, "--", whom]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
