//! Supervised processes: started without a shell, watched, ended with all that came of them. It reports how a process
//! ended and what it wrote, and has no opinion about either.

#![expect(clippy::disallowed_methods, reason = "this starts the steps of gates")]

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use duct::{Expression, Handle};
use shipworthy_model::observation::{Ran, Stream};
use shipworthy_model::step::{Run, command_line};
use shipworthy_model::unknown::{Reason, Unknown};

use super::clock::Stopwatch;
use super::environment::environment;
use super::files::unique;
use super::interrupt::Interrupt;
use super::lease::Lease;
use super::own_folder::OwnFolder;
use super::process_group;
use super::process_tree::ProcessTree;
use super::program::{could_not_look, folder, name, patiently, program};
pub use super::step_log::MOST_KEPT;
use super::step_log::StepLog;
use super::tracer::{TRACE, Tracer};

/// The most bytes of one stream of a process that may be on the disk at a time; a process that writes more is ended. Where
/// the middle of a log can be given back while it grows, that is one that writes faster than anybody can read.
pub const MAX_LOG: u64 = 4 << 30;

/// How long to wait for a process before looking at the clock, the user and the logs again. Its end is noticed at
/// once.
const SLICE: Duration = Duration::from_millis(50);

/// The folder of the leases, in the folder of logs.
pub const LEASES: &str = "running";

/// How long to wait for the status of a process that was killed.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// Runs processes in one workspace.
#[derive(Debug, Clone)]
pub struct Supervisor {
    root: PathBuf,
    logs: OwnFolder,
    interrupt: Interrupt,
    max_log: u64,
    tracer: Option<Tracer>,
}

/// How the watch over a process ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Exited,
    TimedOut,
    Interrupted,
    Overflowed,
}

/// One attempt at a step, ready to be started.
struct Attempt {
    expression: Expression,
    mark: String,
    out: StepLog,
    /// `None` when standard error goes where standard output goes.
    err: Option<StepLog>,
    /// What a tracer writes, all of which is read afterwards.
    trace: Option<StepLog>,
}

impl Supervisor {
    /// Runs processes in the workspace at `root` and writes their output to files in `logs`.
    pub fn new(root: impl Into<PathBuf>, logs: OwnFolder, interrupt: Interrupt) -> Self {
        Self { root: root.into(), logs, interrupt, max_log: MAX_LOG, tracer: None }
    }

    /// The folder that steps run in, unless they say otherwise.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What ends the processes when the user wants to stop.
    pub(crate) fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// The supervisor with another bound for each stream than [`MAX_LOG`].
    #[must_use]
    pub fn max_log(mut self, bytes: u64) -> Self {
        self.max_log = bytes;
        self
    }

    /// The supervisor with a tracer, which writes what each attempt at a step calls to `LOG.trace` beside its logs; not of a
    /// step that another one does again.
    #[must_use]
    pub fn traced(mut self, tracer: Option<Tracer>) -> Self {
        self.tracer = tracer;
        self
    }

    /// Is it written down what the steps call?
    pub(crate) fn is_traced(&self) -> bool {
        self.tracer.is_some()
    }

    /// The tracer of a step, if it is traced.
    fn tracer(&self, run: &Run) -> Option<&Tracer> {
        self.tracer.as_ref().filter(|_| !run.done_again)
    }

    /// The names of the traces of a step that was tried so many times more; none when it is not traced.
    pub(crate) fn traces(&self, run: &Run, log: &str, retried: u32) -> impl Iterator<Item = String> {
        let traced = self.tracer(run).is_some();
        let attempts = (0..=retried).filter(move |_| traced);
        attempts.map(move |at| match at {
            0 => format!("{log}.{TRACE}"),
            at => format!("{log}.{}.{TRACE}", at + 1),
        })
    }

    /// Reads a trace with `read`, and removes it: it may be large, and nobody else needs it.
    pub(crate) fn take_trace<T>(
        &self,
        trace: &str,
        read: impl FnOnce(File) -> io::Result<T>,
    ) -> io::Result<T> {
        let (folder, name) = self.logs.open_for(trace)?;
        let taken = folder.reader(name).and_then(read);
        folder.remove(name)?;
        taken
    }

    /// Runs a process to its end, or ends it after `timeout`, when the user interrupts, or when it writes too much.
    /// Nothing that it started lives on afterwards.
    ///
    /// The output goes to `LOG.out` and `LOG.err` in the folder of logs, where `LOG` is `log`; that of a second
    /// attempt to `LOG.2.out` and so on. Each attempt may take as long as `timeout`. One that was ended is not made
    /// again, nor is one that a signal killed.
    ///
    /// # Errors
    ///
    /// When it could not be run, or what it wrote could not be kept: with the reason, for the judgement.
    pub fn run(&self, run: &Run, timeout: Duration, log: &str) -> Result<Ran, Unknown> {
        let mut retried = 0;
        loop {
            let log = if retried == 0 { log.to_owned() } else { format!("{log}.{}", retried + 1) };
            let mut ran = self.attempt(run, timeout, &log)?;
            ran.retried = retried;
            if retried >= run.retries || !may_be_retried(run, &ran) {
                return Ok(ran);
            }
            retried += 1;
        }
    }

    fn attempt(&self, run: &Run, timeout: Duration, log: &str) -> Result<Ran, Unknown> {
        let mut attempt = self.prepare(run, log)?;
        let time = Stopwatch::start();
        let mut ran = Ran::default();
        (ran.dir, ran.env) = (run.dir.clone(), run.env.clone());
        ran.argv = run.argv.clone();
        // Nothing new is begun once the user wants to stop.
        if self.interrupt.requested() {
            ran.interrupted = true;
        } else {
            // Should we be killed from now on, the next run ends what runs.
            let mut lease = Lease::take(&self.logs.folder(LEASES), &attempt.mark, &command_line(&run.argv));
            let handle = patiently(|| attempt.expression.start()).map_err(|error| refused(run, &error))?;
            lease.started(handle.pids().first().copied());
            let process_tree = ProcessTree::of(&handle, &attempt.mark);
            let ending = self.watch(&handle, &mut attempt, time, timeout);
            ran.duration_ms = time.millis();
            process_tree.end(&self.interrupt);
            let ending = ending.map_err(|error| lost(run, &error))?;
            let status = handle.wait_timeout(LAST_WAIT).map_err(|error| lost(run, &error))?;
            ran.code = status.and_then(|output| output.status.code());
            ran.signal = status.and_then(|output| signal(output.status));
            ran.timed_out = ending == Ending::TimedOut;
            ran.interrupted = ending == Ending::Interrupted;
            ran.overflowed = ending == Ending::Overflowed;
        }
        let stream = |log: StepLog| {
            let path = self.logs.path().join(log.name());
            log.finish(&run.keep)
                .map_err(|error| could_not_look(format!("cannot read the log {}: {error}", path.display())))
        };
        ran.stdout = stream(attempt.out)?;
        ran.stderr = attempt.err.map_or_else(|| Ok(Stream::default()), stream)?;
        Ok(ran)
    }

    /// Checks all that can be checked before starting, and opens the logs.
    fn prepare(&self, run: &Run, log: &str) -> Result<Attempt, Unknown> {
        let folder = folder(&self.root, run)?;
        let mark = unique();
        let env = environment(env::vars_os(), &run.env, &mark);
        let program = program(run, &folder, &env)?;
        let open = |end: &str| {
            let log = format!("{log}.{end}");
            StepLog::create(&self.logs, &log, &run.keep).map_err(|error| {
                could_not_look(format!(
                    "cannot write the log {}: {error}",
                    self.logs.path().join(log).display()
                ))
            })
        };
        // The last one to be added is the first one to take effect.
        let arguments = run.argv.iter().skip(1).map(OsString::from);
        let (mut expression, trace) = match self.tracer(run) {
            None => (duct::cmd(program, arguments), None),
            Some(tracer) => {
                let (trace, _) = open(TRACE)?;
                let path = self.logs.path().join(trace.name());
                let words = tracer.words(&path).into_iter().chain([program.into()]).chain(arguments);
                (duct::cmd(tracer.program(), words), Some(trace))
            }
        };
        let (out, stdout) = open("out")?;
        let mut err = None;
        expression = match run.merge {
            false => {
                let (log, stderr) = open("err")?;
                err = Some(log);
                expression.stderr_file(stderr)
            }
            true => expression.stderr_to_stdout(),
        };
        expression = expression.stdin_null().stdout_file(stdout).dir(folder).full_env(env);
        let expression = expression.before_spawn(|command| {
            process_group::lead(command);
            Ok(())
        });
        Ok(Attempt { expression: expression.unchecked(), mark, out, err, trace })
    }

    fn watch(
        &self,
        handle: &Handle,
        attempt: &mut Attempt,
        time: Stopwatch,
        timeout: Duration,
    ) -> io::Result<Ending> {
        let mut behind = false;
        loop {
            let left = timeout.saturating_sub(time.elapsed());
            let slice = if behind { Duration::ZERO } else { SLICE.min(left) };
            let exited = handle.wait_timeout(slice)?.is_some();
            if attempt.logs().any(|log| log.on_disk() > self.max_log) {
                return Ok(Ending::Overflowed);
            } else if exited {
                return Ok(Ending::Exited);
            } else if self.interrupt.requested() {
                return Ok(Ending::Interrupted);
            } else if time.elapsed() >= timeout {
                return Ok(Ending::TimedOut);
            }
            behind = attempt.follow()?;
        }
    }
}

impl Attempt {
    fn logs(&self) -> impl Iterator<Item = &StepLog> {
        [&self.out].into_iter().chain(&self.err).chain(&self.trace)
    }

    /// Reads a part of what was written meanwhile. Is there more to read?
    fn follow(&mut self) -> io::Result<bool> {
        let behind = self.out.follow()?;
        Ok(self.err.as_mut().map_or(Ok(false), StepLog::follow)? || behind)
    }
}

fn may_be_retried(run: &Run, ran: &Ran) -> bool {
    let ended = ran.timed_out || ran.interrupted || ran.overflowed;
    let success = if run.success.is_empty() { &[0] } else { run.success.as_slice() };
    !ended && ran.code.is_some_and(|code| !success.contains(&code))
}

fn refused(run: &Run, error: &io::Error) -> Unknown {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => " (is the interpreter named in its first line there?)",
        io::ErrorKind::ArgumentListTooLong => " (its arguments and variables are too long)",
        _ => "",
    };
    could_not_look(format!("`{}` could not be started: {error}{hint}", name(run)))
}

fn lost(run: &Run, error: &io::Error) -> Unknown {
    Unknown::new(Reason::Crashed, format!("`{}` could not be waited for: {error}", name(run)))
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
