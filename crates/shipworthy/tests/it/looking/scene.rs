//! A workspace in which markers are planted, and the commands run over it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use testkit::{Fixture, Workspace};

use super::commands::commands;

/// What a foreign repository claims of itself: enough that every tool is asked something.
const CLAIMS: &str = "\
# Ready

- [x] README.md exists
- [x] `cargo clippy --all-targets` passes
- [x] `cargo build --release` passes
- [x] `cargo fmt --check` passes
- [ ] src/old.rs is gone
- [x] docs/lost.md exists
- [x] tag v0.1.0 exists
";

/// A workspace with markers in it.
pub(super) struct LookingScene {
    pub(super) ws: Workspace,
    name: &'static str,
    /// Where one stands, from the root.
    dir: RefCell<String>,
    path: RefCell<Option<OsString>>,
    vectors: Cell<usize>,
}

impl LookingScene {
    /// A workspace in git with a checklist and a document, without a marker yet.
    pub(super) fn new(name: &'static str) -> Self {
        let ws = Fixture::named("vic")
            .package("vic", |package| package)
            .file("README.md", "# R\n")
            .file("CHECKLIST.md", CLAIMS)
            .file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- New.\n")
            .file("docs/lost.md", "x\n")
            .gate("readme", r##"kind = "file", path = "README.md", contains = ["R"]"##)
            .gate("lints", r#"kind = "cargo-clippy""#)
            .gate("tidy", r#"kind = "git", clean = true, tag-exists = "v0.1.0""#)
            .gate(
                "machine",
                r#"kind = "environment", tools = { git = "2.20", "cargo-nextest" = "*", jq = "*" }"#,
            )
            .git()
            .build();
        ws.remove("docs/lost.md");
        ws.commit("Lose it");
        Self { ws, name, dir: RefCell::default(), path: RefCell::default(), vectors: Cell::new(0) }
    }

    /// How many markers were planted.
    pub(super) fn vectors(&self) -> usize {
        self.vectors.get()
    }

    /// Counts a vector, and gives the text of a program that leaves the marker of this name and goes on with `then`.
    pub(super) fn script(&self, marker: &str, then: &str) -> String {
        self.vectors.set(self.vectors.get() + 1);
        format!("#!/bin/sh\necho x >>'{}'\n{then}\n", self.markers().join(marker).display())
    }

    /// A program outside of the workspace that leaves the marker of this name.
    pub(super) fn outside(&self, marker: &str, then: &str) -> String {
        let script = self.script(marker, then);
        let path = self.ws.scratch().join("planted").join(marker);
        program(&path, &script);
        path.to_string_lossy().into_owned()
    }

    /// A program of the workspace that leaves the marker of this name.
    pub(super) fn inside(&self, path: &str, marker: &str) {
        program(&self.ws.path(path), &self.script(marker, "exit 1"));
    }

    /// Stands in this folder of the workspace when the commands are run.
    pub(super) fn stand_in(&self, dir: &str) {
        *self.dir.borrow_mut() = dir.to_owned();
    }

    /// Puts this before the `PATH` of every command; `@` stands for the root.
    pub(super) fn path_begins(&self, entries: &str) {
        let rest = std::env::var("PATH").unwrap_or_default();
        let entries = entries.replace('@', &self.ws.root().to_string_lossy());
        *self.path.borrow_mut() = Some(format!("{entries}:{rest}").into());
    }

    /// Runs every command, and names the markers that it left, as well as what it changed in `.git`.
    pub(super) fn look(&self) -> Vec<String> {
        let mut told = Vec::new();
        // Whatever planting set off.
        let _ = fs::remove_dir_all(self.markers());
        let before = self.repository();
        for command in commands() {
            fs::create_dir_all(self.markers()).unwrap();
            // Set by the rustup that runs the tests, and it goes before what a repository says.
            let mut run = self.ws.run(*command).dir(&*self.dir.borrow()).env_remove("RUSTUP_TOOLCHAIN");
            if let Some(path) = &*self.path.borrow() {
                run = run.env("PATH", path);
            }
            let output = run.spawn().finish();
            assert!(matches!(output.code, Some(0..=3)), "{}: {}", self.name, output.told());
            for marker in fs::read_dir(self.markers()).unwrap().flatten() {
                told.push(format!("{}: `{}` ran {}", self.name, command.join(" "), marker.path().display()));
            }
            fs::remove_dir_all(self.markers()).unwrap();
            let after = self.repository();
            let changed =
                before.keys().chain(after.keys()).find(|path| before.get(*path) != after.get(*path));
            if let Some(changed) = changed {
                told.push(format!("{}: `{}` changed {}", self.name, command.join(" "), changed.display()));
            }
        }
        told
    }

    fn markers(&self) -> PathBuf {
        self.ws.scratch().join("markers")
    }

    /// Every file of every `.git` in the workspace.
    fn repository(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.ws.path(".git")];
        while let Some(path) = open.pop() {
            let meta = path.symlink_metadata().unwrap();
            if meta.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().flatten().map(|entry| entry.path()));
                files.insert(path, Vec::new());
            } else if meta.is_file() {
                let bytes = fs::read(&path).unwrap();
                files.insert(path, bytes);
            }
        }
        files
    }
}

/// Writes a program, with the folders it needs.
pub(super) fn program(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
