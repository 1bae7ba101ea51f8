//! The program that traces the calls of others, where the system has it: strace, which stops a process only at the calls that
//! are asked for.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::call::ShortCall;
use super::search_path::SearchPath;

/// The ending of the name of a trace, behind that of the log of the step.
pub(super) const TRACE: &str = "trace";

/// How long the trial may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The options that say how a trace is written; what is traced comes behind them.
const OPTIONS: [&str; 8] = ["-f", "--seccomp-bpf", "-qq", "-y", "-s", "4096", "-e", "signal=none"];

/// A tracer of steps.
#[derive(Debug, Clone)]
pub struct Tracer {
    program: PathBuf,
    /// The calls that are traced, separated by commas.
    calls: String,
}

impl Tracer {
    /// The tracer of this machine for these calls, tried out on a program that does nothing.
    ///
    /// # Errors
    ///
    /// Why there is none, in words.
    pub fn find(root: &Path, calls: &str) -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err("only Linux can tell which files a process opens".to_owned());
        }
        let program = SearchPath::outside(root)
            .find(OsStr::new("strace"))
            .ok_or_else(|| "`strace` is not on the PATH".to_owned())?;
        let tracer = Self { program, calls: calls.to_owned() };
        let mut call = ShortCall::new(&tracer.program, root).deadline(PATIENCE);
        for word in tracer.words(Path::new("/dev/null")) {
            call = call.args([word]);
        }
        let tried = call.args(["true"]).output().map_err(|error| error.to_string())?;
        if tried.status.success() {
            return Ok(tracer);
        }
        let told = String::from_utf8_lossy(&tried.stderr);
        let line = told.lines().next().unwrap_or("it did not say why");
        Err(format!("`strace` cannot trace here: {line}"))
    }

    /// The program of the tracer.
    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// The words before the command line that is traced; the trace goes to `log`.
    pub(super) fn words(&self, log: &Path) -> Vec<OsString> {
        let mut words: Vec<OsString> = OPTIONS.map(OsString::from).into();
        words.extend([
            "-e".into(),
            format!("trace={}", self.calls).into(),
            "-o".into(),
            log.into(),
            "--".into(),
        ]);
        words
    }
}
