//! A fixture workspace on disk. It is removed when dropped, unless `TESTKIT_KEEP` is set.

use std::cell::{Cell, RefCell};
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::planted::Planted;
use crate::{environment, temporary};

/// A workspace made by [`Fixture`](crate::Fixture). Paths are relative to its root.
#[derive(Debug)]
pub struct Workspace {
    temp: Option<TempDir>,
    scratch: PathBuf,
    root: PathBuf,
    planted: RefCell<Vec<Planted>>,
    commits: Cell<u32>,
    runs: Cell<u32>,
    tools: Vec<PathBuf>,
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if env::var_os("TESTKIT_KEEP").is_some()
            && let Some(kept) = self.temp.take().map(TempDir::keep)
        {
            let _ = writeln!(io::stderr(), "kept: {}", kept.display());
        }
    }
}

impl Workspace {
    pub(crate) fn new(name: &str, tools: Vec<PathBuf>) -> Self {
        let temp = temporary::folder("");
        let scratch = temp.path().canonicalize().expect("a new folder is there");
        fs::create_dir_all(scratch.join(name)).expect("a new folder can be made");
        Self::inside(Some(temp), scratch, name, tools)
    }

    fn inside(temp: Option<TempDir>, scratch: PathBuf, name: &str, tools: Vec<PathBuf>) -> Self {
        let root = scratch.join(name);
        fs::write(scratch.join("gitconfig"), environment::GIT_CONFIG).expect("a new file can be written");
        Self {
            temp,
            scratch,
            root,
            planted: RefCell::default(),
            commits: Cell::new(0),
            runs: Cell::new(0),
            tools,
        }
    }

    /// A workspace in a folder that stays, as it was left: what cargo has built for it serves the next test run too.
    ///
    /// # Panics
    ///
    /// When the folder cannot be made.
    #[track_caller]
    pub fn kept(scratch: &Path, name: &str) -> Self {
        fs::create_dir_all(scratch.join(name)).expect("a new folder can be made");
        let scratch = scratch.canonicalize().expect("a new folder is there");
        for run in (1..).map(|run| scratch.join(run_folder(run))).take_while(|run| run.exists()) {
            fs::remove_dir_all(run).expect("what an earlier test run left can be removed");
        }
        Self::inside(None, scratch, name, Vec::new())
    }

    /// The workspace root, without symlinks in it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder beside the root that is removed with it: for what a test must keep outside the workspace.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// The path of a file of the workspace.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Is something at this path of the workspace?
    pub fn exists(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// Writes a file of the workspace, and makes the folders it needs.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    #[track_caller]
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.path(path);
        let written =
            fs::create_dir_all(file.parent().unwrap_or(&self.root)).and_then(|()| fs::write(file, content));
        written.unwrap_or_else(|error| panic!("cannot write `{path}` of the fixture: {error}"));
    }

    /// Adds to a file of the workspace that is there.
    ///
    /// # Panics
    ///
    /// When it is not there, or cannot be written.
    #[track_caller]
    pub fn append(&self, path: &str, text: &str) {
        let file = fs::OpenOptions::new().append(true).open(self.path(path));
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.unwrap_or_else(|error| panic!("cannot append to `{path}` of the fixture: {error}"));
    }

    /// Replaces a text in a file of the workspace.
    ///
    /// # Panics
    ///
    /// When it does not stand there exactly once.
    #[track_caller]
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once in `{path}`:\n{text}");
        self.write(path, text.replace(from, to));
    }

    /// Removes a file of the workspace, or a folder with all in it.
    ///
    /// # Panics
    ///
    /// When it is not there.
    #[track_caller]
    pub fn remove(&self, path: &str) {
        let at = self.path(path);
        let folder = at.symlink_metadata().is_ok_and(|meta| meta.is_dir());
        let removed = if folder { fs::remove_dir_all(at) } else { fs::remove_file(at) };
        removed.unwrap_or_else(|error| panic!("cannot remove `{path}` of the fixture: {error}"));
    }

    /// The text of a file of the workspace.
    ///
    /// # Panics
    ///
    /// When it is not there or not text.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path))
            .unwrap_or_else(|error| panic!("cannot read `{path}` of the fixture: {error}"))
    }

    /// A symbolic link at `path` to `target`, which is taken as it is written.
    ///
    /// # Panics
    ///
    /// When it cannot be made.
    #[track_caller]
    pub fn link(&self, path: &str, target: impl AsRef<Path>) {
        let file = self.path(path);
        let made =
            fs::create_dir_all(file.parent().unwrap_or(&self.root)).and_then(|()| symlink(target, file));
        made.unwrap_or_else(|error| panic!("cannot link `{path}` of the fixture: {error}"));
    }

    pub(crate) fn add_planted(&self, planted: Planted) {
        self.planted.borrow_mut().push(planted);
    }

    /// The defects that were planted, in order.
    pub fn planted(&self) -> Vec<Planted> {
        self.planted.borrow().clone()
    }

    /// Commits everything that git does not ignore. Author and dates are fixed, so commits are the same each time.
    ///
    /// # Panics
    ///
    /// When git refuses.
    #[track_caller]
    pub fn commit(&self, message: &str) {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "--message", message]);
        self.commits.set(self.commits.get() + 1);
    }

    /// Runs git at the root; its output without the last line break.
    ///
    /// # Panics
    ///
    /// When it fails.
    #[track_caller]
    pub fn git<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> String {
        let mut command = Command::new("git");
        environment::clean(&mut command, &self.scratch);
        let date =
            format!("2026-11-01T{:02}:{:02}:00Z", 10 + self.commits.get() / 60, self.commits.get() % 60);
        command.current_dir(&self.root).args(args);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        let output = command.output().expect("git can be run");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command:?} failed:\n{out}{err}");
        out.trim_end_matches('\n').to_owned()
    }

    /// The commits of the repository; none when there is no repository.
    pub(crate) fn commits(&self) -> Vec<String> {
        let list = || self.git(["rev-list", "--all"]).lines().map(str::to_owned).collect();
        if self.exists(".git") { list() } else { Vec::new() }
    }

    /// The folders whose programs every run sees, before those of this machine.
    pub(crate) fn tool_folders(&self) -> &[PathBuf] {
        &self.tools
    }

    /// The folder for temporary folders of the run that has this folder of its own: what a killed program leaves is gone
    /// with the fixture. A workspace that is kept may lie in a repository, where none must be made.
    pub(crate) fn temporary_folder(&self, run: &Path) -> PathBuf {
        if self.temp.is_none() {
            return temporary::place().to_owned();
        }
        let folder = run.join("tmp");
        fs::create_dir_all(&folder).expect("a new folder can be made");
        folder
    }

    /// The path of a new folder for one run.
    pub(crate) fn next_run(&self) -> PathBuf {
        self.runs.set(self.runs.get() + 1);
        let dir = self.scratch.join(run_folder(self.runs.get()));
        fs::create_dir_all(&dir).expect("a new folder can be made");
        dir
    }
}

/// The name of the folder of a run. Processes are found by it, so none may be the beginning of another.
fn run_folder(run: u32) -> String {
    format!("run-{run:06}")
}
