//! One case: a copy of the workspace, and how the program is called over it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use testkit::{MarkedProcess, Output, Signal, Workspace, binary};

use super::clear;

/// The program, where any user may call it, beside the workspace.
pub(super) const COPY: &str = "shipworthy";

/// A signal comes by then, whether the program listens or not.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Where standard output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stdout {
    /// To a file, which is read.
    Kept,
    /// To a device that has no room.
    Full,
    /// Nowhere: it is closed.
    Closed,
}

/// Where the program was when a signal came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// There was no signal, or the program had ended.
    Nobody,
    /// It was still being started, and did not listen.
    Starting(Duration),
    /// It was there and listened.
    Listening,
}

/// A copy of the workspace with troubles, which are undone when this is dropped.
pub(super) struct BrokenMachine<'w> {
    ws: &'w Workspace,
    folder: PathBuf,
    root: PathBuf,
    /// Variables that are set or, with `None`, removed.
    variables: Vec<(&'static str, Option<OsString>)>,
    /// Programs that are not there.
    without: Vec<&'static str>,
    /// Words of `ulimit`.
    limits: Vec<String>,
    /// Another user than this one.
    user: Option<u32>,
    /// A signal, and how long after the start it comes; or after the program has begun to listen.
    signal: Option<(Signal, Duration, bool)>,
    mounted: Vec<PathBuf>,
    pub(super) stdout: Stdout,
    /// Was the repository damaged, so that nobody knows any more whether it is clean?
    pub(super) spoilt_git: bool,
    /// Where the program was when the signal came.
    pub(super) met: Met,
}

impl<'w> BrokenMachine<'w> {
    /// A copy of the workspace in a folder of this name.
    pub(super) fn new(ws: &'w Workspace, at: usize, name: &[u8]) -> Self {
        let folder = ws.scratch().join("cases").join(at.to_string());
        fs::create_dir_all(&folder).expect("a new folder can be made");
        let root = folder.join(OsStr::from_bytes(name));
        let copied = Command::new("cp").arg("-a").arg(ws.root()).arg(&root).status().expect("cp can be run");
        assert!(copied.success(), "the workspace can be copied");
        Self {
            ws,
            folder,
            root,
            variables: Vec::new(),
            without: Vec::new(),
            limits: Vec::new(),
            user: None,
            signal: None,
            mounted: Vec::new(),
            stdout: Stdout::Kept,
            spoilt_git: false,
            met: Met::Nobody,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn set(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.variables.push((name, Some(value.into())));
    }

    pub(super) fn unset(&mut self, name: &'static str) {
        self.variables.push((name, None));
    }

    pub(super) fn without(&mut self, program: &'static str) {
        self.without.push(program);
    }

    pub(super) fn limit(&mut self, words: String) {
        self.limits.push(words);
    }

    pub(super) fn signal(&mut self, signal: Signal, after: Duration, listening: bool) {
        self.signal = Some((signal, after, listening));
    }

    /// Is there a limit of memory within which the system may not even be able to load the program?
    pub(super) fn has_little_memory(&self) -> bool {
        self.limits.iter().any(|limit| limit.starts_with("-v"))
    }

    /// Is there a limit of the size of files?
    fn has_small_files(&self) -> bool {
        self.limits.iter().any(|limit| limit.starts_with("-f"))
    }

    /// Makes a folder one that nobody can write to, root neither. Where nothing can be mounted it stays as it is.
    pub(super) fn read_only(&mut self, folder: &Path) {
        let mount = |words: &[&str], more: &[&Path]| {
            Command::new("mount").args(words).args(more).output().is_ok_and(|output| output.status.success())
        };
        if folder.is_dir() && mount(&["--bind"], &[folder, folder]) {
            self.mounted.push(folder.to_owned());
            mount(&["-o", "remount,ro,bind"], &[folder]);
        }
    }

    /// Hands all of it to an ordinary user, who then calls the program. Only root can.
    pub(super) fn by_user(&mut self, user: u32) {
        if !rustix::process::getuid().is_root() || !self.mounted.is_empty() {
            return;
        }
        for folder in self.folder.ancestors().take_while(|folder| folder.starts_with(self.ws.scratch())) {
            let _ = Command::new("chmod").arg("a+rx").arg(folder).status();
        }
        let owner = format!("{user}:{user}");
        let given = Command::new("chown").args(["-hR", &owner]).arg(&self.folder).status();
        self.user = given.is_ok_and(|status| status.success()).then_some(user);
    }

    /// Calls the program; what it said, and which of its processes it has left.
    pub(super) fn run(&mut self, words: &[&str], timeout: Duration) -> (Output, Vec<MarkedProcess>) {
        let limits: String =
            self.limits.iter().map(|limit| format!("ulimit {limit} 2>/dev/null\n")).collect();
        let script = match self.stdout {
            // What it writes goes through a pipe, which has no size.
            Stdout::Kept if self.has_small_files() => {
                format!("set -o pipefail\n({limits}exec \"$0\" \"$@\" 2>/dev/null) | /bin/cat")
            }
            Stdout::Kept => format!("{limits}exec \"$0\" \"$@\""),
            Stdout::Full => format!("{limits}exec \"$0\" \"$@\" >/dev/full"),
            Stdout::Closed => format!("{limits}exec \"$0\" \"$@\" >&-"),
        };
        let mut program: Vec<OsString> = Vec::new();
        if let Some(user) = self.user {
            let copy = self.ws.scratch().join(COPY);
            program.extend(["/usr/bin/setpriv".into(), format!("--reuid={user}").into()]);
            program.extend([format!("--regid={user}").into(), "--clear-groups".into()]);
            program.extend(["/bin/bash".into(), "-c".into(), script.into(), copy.into()]);
        } else {
            program.extend(["/bin/bash".into(), "-c".into(), script.into(), binary().into()]);
        }
        program.extend(["--format".into(), "json".into()]);
        program.extend(words.iter().map(OsString::from));
        let temporary = self.folder.join("tmp");
        let _ = fs::create_dir(&temporary);
        if let Some(user) = self.user {
            let _ = std::os::unix::fs::chown(&temporary, Some(user), Some(user));
        }
        let mut run = self.ws.program(&program[0], &program[1..]).dir(&self.root).timeout(timeout);
        run = run.env("TMPDIR", temporary);
        run = self.without.iter().fold(run, |run, program| run.without_tool(program));
        for (name, value) in &self.variables {
            run = match value {
                Some(value) => run.env(name, value),
                None => run.env_remove(name),
            };
        }
        let begin = Instant::now();
        let mut running = run.stdout_any().stderr_any().spawn();
        // Behind a pipe the program is not the process that was started.
        if let Some((signal, after, listening)) = self.signal.filter(|_| !self.has_small_files()) {
            let mut since = begin;
            while since.elapsed() < after && begin.elapsed() < LONGEST_WAIT && !running.has_ended() {
                thread::sleep(Duration::from_millis(1));
                if listening && !listens(running.pid(), signal) {
                    since = Instant::now();
                }
            }
            if !running.has_ended() {
                self.met = match listens(running.pid(), signal) {
                    true => Met::Listening,
                    false => Met::Starting(begin.elapsed()),
                };
                running.signal(signal);
            }
        }
        running.finish_with_orphans()
    }
}

/// Has the process a handler for the signal?
fn listens(pid: u32, signal: Signal) -> bool {
    let number = match signal {
        Signal::Hangup => 1,
        Signal::Interrupt => 2,
        Signal::Kill => 9,
        Signal::Terminate => 15,
    };
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    caught >> (number - 1) & 1 == 1
}

impl Drop for BrokenMachine<'_> {
    fn drop(&mut self) {
        for folder in self.mounted.iter().rev() {
            let _ = Command::new("umount").arg("--lazy").arg(folder).status();
        }
        clear(&self.folder);
    }
}
