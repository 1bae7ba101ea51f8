//! One run of a program in a fixture, with what is expected of it. What is not mentioned must not happen.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::output::Output;
use crate::running::RunningProgram;
use crate::visible_programs::{InstalledPrograms, VisiblePrograms};
use crate::{Json, Workspace, binary, environment};

/// How long a run may take before it counts as hung. Generous: it guards against hanging, it measures nothing.
const PATIENCE: Duration = Duration::from_secs(300);

/// The first words of the lines that tell how a run of gates goes on.
const PROGRESS: [&str; 8] = ["waits", "starts", "run", "pass", "FAIL", "UNKNOWN", "skip", "stops"];

/// A run to be made. Ends with [`done`](Run::done), [`text`](Run::text), [`json`](Run::json) or
/// [`spawn`](Run::spawn); until then nothing happens.
#[must_use = "nothing is run before `done`, `text`, `json` or `spawn`"]
#[derive(Debug, Clone)]
pub struct Run<'w> {
    ws: &'w Workspace,
    program: OsString,
    args: Vec<OsString>,
    dir: PathBuf,
    env: BTreeMap<OsString, Option<OsString>>,
    programs: VisiblePrograms,
    stdin: Option<Vec<u8>>,
    library: Option<&'static [u8]>,
    timeout: Duration,
    exit: i32,
    stdout: Vec<StreamExpectation>,
    stderr: Vec<StreamExpectation>,
}

/// The expectation of a stream.
#[derive(Debug, Clone)]
enum StreamExpectation {
    Anything,
    Progress,
    Has(String),
    Lacks(String),
    Is(String),
}

impl Workspace {
    /// Prepares a run of the real binary at the root.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run<'_> {
        self.program(binary(), args)
    }

    /// Prepares a run of another program at the root.
    pub fn program<S: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = S>,
    ) -> Run<'_> {
        Run::new(self, program.as_ref()).args(args)
    }
}

impl<'w> Run<'w> {
    fn new(ws: &'w Workspace, program: &OsStr) -> Self {
        Self {
            ws,
            program: program.to_owned(),
            args: Vec::new(),
            dir: ws.root().to_owned(),
            env: BTreeMap::new(),
            programs: VisiblePrograms { folders: ws.tool_folders().to_vec(), ..VisiblePrograms::default() },
            stdin: None,
            library: None,
            timeout: PATIENCE,
            exit: 0,
            stdout: Vec::new(),
            stderr: Vec::new(),
        }
    }

    /// Adds arguments to the run.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets an environment variable for the run.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.insert(name.into(), Some(value.as_ref().to_owned()));
        self
    }

    /// Removes an environment variable from the run.
    pub fn env_remove(mut self, name: &str) -> Self {
        self.env.insert(name.into(), None);
        self
    }

    /// Fixes the time of the product, in RFC 3339. Only builds for tests have such a clock; one that is set by hand, as
    /// anybody can, never leads to a GO.
    pub fn now(self, time: &str) -> Self {
        self.env("SHIPWORTHY_TEST_CLOCK", time)
    }

    /// Runs the program in a folder of the workspace other than the root.
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.dir = self.ws.root().join(dir);
        self
    }

    /// Runs as on a machine without this program.
    pub fn without_tool(mut self, name: &str) -> Self {
        let mut names = if let InstalledPrograms::Without(names) = self.programs.installed {
            names
        } else {
            BTreeSet::new()
        };
        names.insert(name.to_owned());
        self.programs.installed = InstalledPrograms::Without(names);
        self
    }

    /// Runs as on a machine with only these programs.
    pub fn only_tools<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.programs.installed = InstalledPrograms::Only(names.into_iter().map(str::to_owned).collect());
        self
    }

    /// Runs as on a machine with this script as a program, before any other of its name: `#!/bin/sh`, a line break, ...
    pub fn with_tool(mut self, name: &str, script: &str) -> Self {
        self.programs.own.insert(name.to_owned(), script.to_owned());
        self
    }

    /// Sets what the program reads on stdin; nothing by default.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(bytes.as_ref().to_vec());
        self
    }

    /// Lets the program load this library before its others.
    pub(crate) fn with_library(mut self, bytes: &'static [u8]) -> Self {
        self.library = Some(bytes);
        self
    }

    /// Sets the time after which the run counts as hung.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Expects this exit code of the run.
    pub fn exit(mut self, code: i32) -> Self {
        self.exit = code;
        self
    }

    /// Expects stdout to contain this.
    pub fn stdout_has(mut self, text: &str) -> Self {
        self.stdout.push(StreamExpectation::Has(text.to_owned()));
        self
    }

    /// Expects stdout not to contain this.
    pub fn stdout_lacks(mut self, text: &str) -> Self {
        self.stdout.push(StreamExpectation::Lacks(text.to_owned()));
        self
    }

    /// Expects stdout, redacted, to be this.
    pub fn stdout_is(mut self, text: &str) -> Self {
        self.stdout.push(StreamExpectation::Is(text.to_owned()));
        self
    }

    /// Expects nothing of stdout.
    pub fn stdout_any(mut self) -> Self {
        self.stdout.push(StreamExpectation::Anything);
        self
    }

    /// Expects stderr to contain this.
    pub fn stderr_has(mut self, text: &str) -> Self {
        self.stderr.push(StreamExpectation::Has(text.to_owned()));
        self
    }

    /// Expects stderr not to contain this.
    pub fn stderr_lacks(mut self, text: &str) -> Self {
        self.stderr.push(StreamExpectation::Lacks(text.to_owned()));
        self
    }

    /// Expects stderr, redacted, to be this.
    pub fn stderr_is(mut self, text: &str) -> Self {
        self.stderr.push(StreamExpectation::Is(text.to_owned()));
        self
    }

    /// Expects nothing of stderr.
    pub fn stderr_any(mut self) -> Self {
        self.stderr.push(StreamExpectation::Anything);
        self
    }

    /// Expects nothing on stderr but lines of progress: no error, no warning, no panic.
    pub fn progress(mut self) -> Self {
        self.stderr.push(StreamExpectation::Progress);
        self
    }

    /// Runs the program and checks everything that was expected.
    ///
    /// # Panics
    ///
    /// When something is not as expected.
    #[track_caller]
    pub fn done(self) -> Output {
        let output = self.clone().spawn().finish();
        self.check(&output);
        output
    }

    /// Runs the program as by `done`; stdout may be anything and is returned.
    ///
    /// # Panics
    ///
    /// When something is not as expected.
    #[track_caller]
    pub fn text(self) -> String {
        self.stdout_any().done().stdout
    }

    /// Runs the program as by `done`; stdout must be exactly one JSON document, and its verdict must agree with the
    /// exit code.
    ///
    /// # Panics
    ///
    /// When something is not as expected.
    #[track_caller]
    pub fn json(self) -> Json {
        let output = self.stdout_any().done();
        let document: serde_json::Value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("stdout is not one JSON document: {error}\n{}", output.told()));
        let agreed = match document["verdict"].as_str() {
            Some("GO") => Some(0),
            Some("NO-GO") => Some(1),
            Some("INCOMPLETE") => Some(3),
            _ => output.code,
        };
        assert_eq!(output.code, agreed, "verdict and exit code disagree\n{}", output.told());
        Json(document)
    }

    /// Starts the program, and lets the test watch it and send it signals. Nothing is expected of it.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    #[track_caller]
    pub fn spawn(self) -> RunningProgram {
        let dir = self.ws.next_run();
        let mut command = attentive(&self.program);
        environment::clean(&mut command, self.ws.scratch());
        // Inherited by all that the run starts, so that what it leaves behind can be told from another run's.
        let marker = format!("TESTKIT_RUN={}", dir.display());
        command.env("TESTKIT_RUN", &dir).env("TMPDIR", self.ws.temporary_folder(&dir));
        self.programs.apply(&mut command, &dir);
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(bytes) = self.library {
            let library = dir.join("library.so");
            fs::write(&library, bytes).expect("a new file can be written");
            command.env("LD_PRELOAD", library);
        }
        let stdin = dir.join("stdin");
        if let Some(bytes) = &self.stdin {
            fs::write(&stdin, bytes).expect("a new file can be written");
        }
        let (stdout, stderr) = (dir.join("stdout"), dir.join("stderr"));
        // Files, not pipes: a process that is left behind cannot hold the test up.
        let file = |path: &Path| File::create(path).expect("a new file can be made");
        command
            .args(&self.args)
            .current_dir(&self.dir)
            .stdin(File::open(&stdin).map_or_else(|_| Stdio::null(), Stdio::from))
            .stdout(file(&stdout))
            .stderr(file(&stderr))
            .process_group(0);
        let told = [&self.program].into_iter().chain(&self.args).map(|word| word.to_string_lossy());
        let told = told.collect::<Vec<_>>().join(" ");
        let child = command.spawn().unwrap_or_else(|error| panic!("cannot run `{told}`: {error}"));
        RunningProgram::new(child, told, marker, stdout, stderr, self.timeout)
    }

    #[track_caller]
    fn check(&self, output: &Output) {
        let mut complaints = String::new();
        if output.code != Some(self.exit) {
            let code = output.code.map_or("a signal".to_owned(), |code| code.to_string());
            writeln!(complaints, "exit code: expected {}, was {code}", self.exit).unwrap();
        }
        let streams = [("stdout", &self.stdout, &output.stdout), ("stderr", &self.stderr, &output.stderr)];
        for (name, expected, text) in streams {
            if expected.is_empty() && !text.is_empty() {
                writeln!(complaints, "{name}: nothing was expected there").unwrap();
            }
            for expected in expected {
                if let Some(complaint) = expected.complaint(text, self.ws) {
                    writeln!(complaints, "{name}: {complaint}").unwrap();
                }
            }
        }
        assert!(complaints.is_empty(), "{complaints}{}", output.told());
    }
}

impl StreamExpectation {
    fn complaint(&self, text: &str, ws: &Workspace) -> Option<String> {
        match self {
            Self::Anything => None,
            Self::Progress => {
                let known = |line: &&str| PROGRESS.contains(&line.split(' ').next().unwrap_or_default());
                let other = text.lines().find(|line| !known(line));
                other.map(|line| format!("only progress was expected, but it says `{line}`"))
            }
            Self::Has(part) => (!text.contains(part)).then(|| format!("`{part}` was expected")),
            Self::Lacks(part) => text.contains(part).then(|| format!("`{part}` was not expected")),
            Self::Is(whole) => {
                let is = crate::redact(text, ws);
                (is != *whole).then(|| format!("expected\n{whole}\nbut redacted it was\n{is}"))
            }
        }
    }
}

/// A call of the program that hears Ctrl-C. A shell without job control starts what it puts in the background with
/// SIGINT ignored, the tests as well, and that is inherited: then the signal is given its meaning back.
fn attentive(program: &OsStr) -> Command {
    const INT: u32 = 2;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    if mask >> (INT - 1) & 1 == 0 {
        return Command::new(program);
    }
    let mut command = Command::new("/usr/bin/env");
    command.arg("--default-signal=INT").arg(program);
    command
}
