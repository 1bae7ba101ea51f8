//! Short calls of other programs: questions to git, cargo, `df`, and tools about their versions. One function starts
//! them all, without a shell, and ends them when their time is up, when they say too much, or when the user insists.
//!
//! What runs for long, or is written down as evidence, goes through [`super::process`] instead.

#![expect(clippy::disallowed_methods, reason = "this makes the short calls of everybody else")]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read, Write as _};
use std::path::{self, Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use shared_child::SharedChild;
use xshell::Shell;

use super::clock::Stopwatch;
use super::environment::{OF_QUESTIONS, environment};
use super::files::unique;
use super::idleness::{self, Idleness};
use super::interrupt::Interrupt;
use super::lease::Lease;
use super::own_folder::OwnFolder;
use super::process_group;
use super::process_tree::kill_marked;
use super::program::patiently;
use super::search_path::SearchPath;
use super::worker::Worker;

/// How long a call may take that sets no deadline.
const DEADLINE: Duration = Duration::from_secs(300);

/// How many bytes a call that sets no limit may write to each of its two streams.
const LIMIT: u64 = 256 << 20;

/// How long to wait for a program before asking again whether the user wants to stop. Its end is noticed at once.
const SLICE: Duration = Duration::from_millis(50);

/// How long a call may go on once the user has asked to stop. Nearly every one ends by itself in that time, and what
/// was proven before it is not lost; a second request ends it at once.
const GRACE: Duration = Duration::from_secs(2);

/// A short call, ready to be made.
#[derive(Debug, Clone)]
pub struct ShortCall {
    program: OsString,
    args: Vec<OsString>,
    folder: PathBuf,
    variables: BTreeMap<String, String>,
    /// The beginning of the names of variables that are not handed on.
    without: Option<&'static str>,
    input: Option<Vec<u8>>,
    deadline: Duration,
    /// How long all of it may do nothing at all.
    idle: Option<Duration>,
    limit: u64,
    interrupt: Option<Interrupt>,
    /// Where the lease of the call is, when it has one.
    leases: Option<OwnFolder>,
}

/// A short call that gave no answer: what was attempted, where, and why it failed.
#[derive(Debug)]
pub struct CallError {
    /// The command line that was attempted.
    pub attempt: String,
    /// The folder that the program was to run in.
    pub folder: PathBuf,
    /// Why the call gave no answer.
    pub cause: CallFailure,
}

/// Why a short call gave no answer.
#[derive(Debug)]
pub enum CallFailure {
    /// There is no such program on the `PATH`, or at the path given.
    Missing,
    /// The system could not start the program, or not watch it.
    System(io::Error),
    /// The call took longer than this.
    TimedOut(Duration),
    /// The program did nothing at all for this long.
    Idle(Duration),
    /// The program wrote more than this many bytes to one of its streams.
    TooMuch(u64),
    /// The user asked to stop before the call had ended.
    Interrupted,
}

impl ShortCall {
    /// A call of `program` in `folder`. The program is given by its whole path, or looked for on the `PATH`: not in the
    /// repository around the folder, and not in what is relative to wherever one stands.
    pub fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            folder: folder.to_owned(),
            variables: BTreeMap::new(),
            without: None,
            input: None,
            deadline: DEADLINE,
            idle: None,
            limit: LIMIT,
            interrupt: Interrupt::installed(),
            leases: None,
        }
    }

    /// The call with these arguments after those it has.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// The call with a variable set. All others are those of this process, without what cargo and git tell it about
    /// itself, and with a fixed language and no colours.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The call without the inherited variables whose names begin so.
    #[must_use]
    pub fn without(mut self, beginning: &'static str) -> Self {
        self.without = Some(beginning);
        self
    }

    /// The call with these bytes as its standard input, which is empty otherwise.
    #[must_use]
    pub fn input(mut self, bytes: Vec<u8>) -> Self {
        self.input = Some(bytes);
        self
    }

    /// The call with another time limit than five minutes.
    #[must_use]
    pub fn deadline(mut self, time: Duration) -> Self {
        self.deadline = time;
        self
    }

    /// The call of a program that waits for nobody, ended when it does nothing at all for this long, as far as the system
    /// tells: it waits for what never comes, such as the other end of a pipe in the place of a file. The same call is not
    /// made again by this process.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.idle = Some(time);
        self
    }

    /// The call with another limit for each of its streams than 256 MiB.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// The call with another source of interruptions than the signals this process listens to.
    #[must_use]
    pub fn interrupt(mut self, interrupt: Interrupt) -> Self {
        self.interrupt = Some(interrupt);
        self
    }

    /// The call with a lease in this folder, as a step has one: for a program that does more than look, which must not go on
    /// behind the next run when this process is killed.
    #[must_use]
    pub fn leased(mut self, leases: OwnFolder) -> Self {
        self.leases = Some(leases);
        self
    }

    /// Makes the call and waits for its end. What the exit code means is for the caller to say.
    ///
    /// # Errors
    ///
    /// When the program is missing, cannot be started, takes too long, writes too much, or the user asks to stop.
    pub fn output(self) -> Result<Output, CallError> {
        // Who insists gets nothing new begun.
        if self.interrupt.as_ref().is_some_and(Interrupt::forced) {
            return Err(self.failed(CallFailure::Interrupted));
        }
        if let Some(time) = self.idle.filter(|_| idleness::was_in_vain(&self.folder, &self.attempt())) {
            return Err(self.failed(CallFailure::Idle(time)));
        }
        let shell =
            Shell::new().map_err(|error| self.failed(CallFailure::System(io::Error::other(error))))?;
        let folder = path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        let mark = unique();
        let kept = |name: &OsString| match self.without {
            Some(beginning) => !name.to_string_lossy().starts_with(beginning),
            None => true,
        };
        let inherited = std::env::vars_os().filter(|(name, _)| kept(name));
        let fixed = OF_QUESTIONS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut own: BTreeMap<String, String> = fixed.collect();
        own.extend(self.variables.clone());
        let mut env = environment(inherited, &own, &mark);
        let search = SearchPath::outside(&folder);
        // Found here and not by the system, which would need a slower way of starting it for that.
        let program = search.find(&self.program).ok_or_else(|| self.failed(CallFailure::Missing))?;
        env.insert("PATH".into(), search.value());
        let command = shell.cmd(program).args(&self.args).env_clear().envs(env);
        let mut command = Command::from(command);
        command.current_dir(folder).stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        // Who listens to signals decides what a Ctrl-C ends; elsewhere it shall end this process and the call.
        if self.interrupt.is_some() {
            process_group::lead(&mut command);
        }
        let mut lease = self.leases.as_ref().map(|leases| Lease::take(leases, &mark, &self.attempt()));
        let child = patiently(|| SharedChild::spawn(&mut command));
        let child = child.map_err(|error| self.failed(CallFailure::System(error)))?;
        if let Some(lease) = &mut lease {
            lease.started(Some(child.id()));
        }
        let idleness = self.idle.map(|time| Idleness::new(child.id(), &mark, time));
        self.supervise(&child, idleness).map_err(|cause| {
            kill_marked(child.id(), &mark);
            let _ = child.kill();
            let _ = child.wait();
            if matches!(cause, CallFailure::Idle(_)) {
                idleness::remember(&self.folder, &self.attempt());
            }
            self.failed(cause)
        })
    }

    /// Feeds the program, hears it, and waits for its end.
    fn supervise(&self, child: &SharedChild, idleness: Option<Idleness>) -> Result<Output, CallFailure> {
        let mut watch = CallWatch { time: Stopwatch::start(), asked: None, idleness };
        let (sender, heard) = mpsc::channel();
        if let (Some(mut stdin), Some(input)) = (child.take_stdin(), self.input.clone()) {
            // A program that ends early closes its end; its exit code tells.
            Worker::apart(move || drop(stdin.write_all(&input))).map_err(CallFailure::System)?;
        }
        let mut open = 0;
        if let Some(stdout) = child.take_stdout() {
            listen(OutputStream::Out, stdout, self.limit, sender.clone())?;
            open += 1;
        }
        if let Some(stderr) = child.take_stderr() {
            listen(OutputStream::Err, stderr, self.limit, sender)?;
            open += 1;
        }
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        while open > 0 {
            if let Some((stream, bytes)) = self.next(&heard, &watch.time)? {
                match stream {
                    OutputStream::Out => stdout = bytes?,
                    OutputStream::Err => stderr = bytes?,
                }
                open -= 1;
            }
            self.go_on(&mut watch)?;
        }
        loop {
            let left = self.deadline.saturating_sub(watch.time.elapsed());
            if let Some(status) = child.wait_timeout(SLICE.min(left)).map_err(CallFailure::System)? {
                return Ok(Output { status, stdout, stderr });
            }
            self.go_on(&mut watch)?;
        }
    }

    /// A stream that has ended, if one does before it is time to look around.
    fn next(&self, heard: &Receiver<Heard>, time: &Stopwatch) -> Result<Option<Heard>, CallFailure> {
        match heard.recv_timeout(SLICE.min(self.deadline.saturating_sub(time.elapsed()))) {
            Ok(stream) => Ok(Some(stream)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                Err(CallFailure::System(io::Error::other("nobody reads what it says any more")))
            }
        }
    }

    /// May the call go on?
    fn go_on(&self, watch: &mut CallWatch) -> Result<(), CallFailure> {
        if let Some(interrupt) = self.interrupt.as_ref().filter(|interrupt| interrupt.requested()) {
            let asked = watch.asked.get_or_insert_with(Stopwatch::start);
            if interrupt.forced() || asked.elapsed() >= GRACE {
                return Err(CallFailure::Interrupted);
            }
        }
        if watch.time.elapsed() >= self.deadline {
            return Err(CallFailure::TimedOut(self.deadline));
        }
        let idle = watch.idleness.as_mut().and_then(Idleness::over);
        idle.map_or(Ok(()), |time| Err(CallFailure::Idle(time)))
    }

    fn failed(&self, cause: CallFailure) -> CallError {
        CallError { attempt: self.attempt(), folder: self.folder.clone(), cause }
    }

    /// The command line of the call.
    fn attempt(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.args).map(|word| word.to_string_lossy());
        shipworthy_model::step::command_line(&words.map(String::from).collect::<Vec<_>>())
    }
}

/// What decides whether a call may go on.
struct CallWatch {
    time: Stopwatch,
    /// Runs since the user asked to stop.
    asked: Option<Stopwatch>,
    idleness: Option<Idleness>,
}

/// One of the two streams that a program writes to.
#[derive(Clone, Copy)]
enum OutputStream {
    Out,
    Err,
}

/// The bytes of one stream, or why it was not read to its end.
type Heard = (OutputStream, Result<Vec<u8>, CallFailure>);

/// Reads a stream to its end on a thread of its own, so that neither side waits for the other.
fn listen(
    stream: OutputStream,
    from: impl Read + Send + 'static,
    limit: u64,
    to: Sender<Heard>,
) -> Result<(), CallFailure> {
    let heard = Worker::apart(move || {
        let mut bytes = Vec::new();
        let read = from.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let whole = match read {
            Err(error) => Err(CallFailure::System(error)),
            Ok(_) if bytes.len() as u64 > limit => Err(CallFailure::TooMuch(limit)),
            Ok(_) => Ok(bytes),
        };
        let _ = to.send((stream, whole));
    });
    heard.map(drop).map_err(CallFailure::System)
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not run `{}` in {}: {}", self.attempt, self.folder.display(), self.cause)
    }
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such program"),
            Self::System(error) => error.fmt(f),
            Self::TimedOut(time) => write!(f, "it did not end within {} s", time.as_secs_f32()),
            Self::Idle(time) => write!(
                f,
                "it did nothing for {} s, as where a pipe or a dead network stands in the place of a file (`find . -type p` shows pipes)",
                time.as_secs_f32()
            ),
            Self::TooMuch(bytes) => write!(f, "it wrote more than {bytes} bytes"),
            Self::Interrupted => f.write_str("it was interrupted"),
        }
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            CallFailure::System(error) => Some(error),
            _ => None,
        }
    }
}
