//! The real program, called over inputs in a workspace: each of them in one of the ways in turn.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use shipworthy_engine::sys::files::sha256_hex;
use testkit::{BareRemote, Fixture, Output, Run, Workspace};

use super::corpus::Corpus;
use super::ways::{PLAN, Seed, WAYS};
use super::{PATIENCE, keep};
use crate::counts::Counts;
use crate::dice::Dice;
use crate::rows::Rows;
use crate::scene::{document, outcomes, walk};

/// The workspace that inputs are put into.
pub(super) struct FuzzWorkspace {
    pub(super) ws: Workspace,
}

impl FuzzWorkspace {
    fn new() -> Self {
        let ws = Fixture::named("place")
            .package("alpha", |package| package)
            .file("README.md", "# Place\n\n## Usage\n")
            .file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- New.\n")
            .file("PLAN.md", "# Plan\n\n- [x] README.md exists\n- [ ] docs/guide.md exists\n")
            .file(".github/workflows/ci.yml", "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n")
            .gate("quick", r#"kind = "file", path = "README.md", contains = ["Usage"]"#)
            .gate("workflow", r#"kind = "ci-workflow", jobs = ["test"], runs = ["cargo test"], real = true"#)
            .gate(
                "output",
                r#"kind = "command", argv = ["cat", "../answer"], stdout = ["^total"], numbers = [{ name = "coverage", pattern = "coverage: ([^ ]+)", at-least = 80 }]"#,
            )
            .gate("build", r#"kind = "cargo-build""#)
            .gate("metadata", r#"kind = "metadata""#)
            .gate_with("seen", r#"kind = "command", argv = ["cat", "README.md"]"#, "observe = true")
            .gate("asked", r#"kind = "sign-off", question = "Does it look well?""#)
            .gate("failing", r#"kind = "file", path = "README.md", contains = ["no such words"]"#)
            .git()
            .build();
        BareRemote::new(&ws);
        let place = Self { ws };
        fs::create_dir(place.ws.scratch().join("cargo-home")).expect("a new folder can be made");
        let config = place.ws.scratch().join("cargo-home/config.toml");
        fs::write(config, "[net]\noffline = true\n").expect("a new file can be written");
        place.call(&["ready"]);
        // A second record of a gate goes to the journal of the index.
        place.call(&["check", "quick", "--rerun"]);
        place.call(&["release", "0.2.0"]);
        assert!(place.ws.exists(PLAN), "a release can be planned");
        for (from, kept) in place.kept() {
            copy(&from, &kept);
        }
        place
    }

    /// As it was at the beginning.
    fn restore(&self) {
        for (to, kept) in self.kept() {
            fs::remove_dir_all(&to).expect("what an input was put into can be removed");
            copy(&kept, &to);
        }
    }

    /// The folders that are restored, and where they are kept.
    fn kept(&self) -> [(PathBuf, PathBuf); 2] {
        let scratch = self.ws.scratch();
        let remote = "remote.git";
        [
            (self.ws.root().to_owned(), scratch.join("kept")),
            (scratch.join(remote), scratch.join("kept-remote")),
        ]
    }

    pub(super) fn run(&self, words: &[&str]) -> Run<'_> {
        self.ws.run(["--format", "json"].iter().chain(words)).timeout(PATIENCE * 6)
    }

    pub(super) fn call(&self, words: &[&str]) -> Output {
        self.end(self.run(words))
    }

    pub(super) fn end(&self, run: Run<'_>) -> Output {
        run.spawn().finish_with_orphans().0
    }

    /// Calls the program where no registry can be reached and nobody has a token: whatever is to be released, nothing is.
    pub(super) fn alone(&self, words: &[&str]) -> Output {
        self.end(self.run(words).env("CARGO_HOME", self.ws.scratch().join("cargo-home")))
    }

    /// The newest record of `quick`, replaced by one that holds this, under the name that belongs to it.
    pub(super) fn record(&self, bytes: &[u8]) {
        let folder = self.ws.path(".readiness/records");
        let old: Vec<PathBuf> = crate::scene::entries(&folder);
        for path in old.iter().filter(|path| path.to_string_lossy().contains("/quick.")) {
            fs::remove_file(path).expect("a record can be removed");
        }
        let name = format!("quick.00000001.{}.json", &sha256_hex(bytes)[..16]);
        fs::write(folder.join(name), bytes).expect("a new file can be written");
    }

    /// A program that answers with these bytes when its words are such, and otherwise is the one that is installed.
    pub(super) fn answering(&self, program: &str, words: &str, bytes: &[u8]) -> String {
        let answer = self.ws.scratch().join("answer");
        fs::write(&answer, bytes).expect("a new file can be written");
        let path = std::env::var("PATH").unwrap_or_default();
        format!(
            "#!/bin/sh\nfor word; do case $word in {words}) exec cat '{}';; esac; done\nPATH='{path}' exec {program} \"$@\"\n",
            answer.display()
        )
    }

    /// A tracer that traces nothing, and writes these bytes in place of a trace.
    pub(super) fn tracing(&self, bytes: &[u8]) -> String {
        let answer = self.ws.scratch().join("answer");
        fs::write(&answer, bytes).expect("a new file can be written");
        format!(
            "#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in\n-o) to=$2; shift 2;;\n--) shift; break;;\n*) shift;;\nesac; done\n\
             cat '{}' >\"$to\"\nexec \"$@\"\n",
            answer.display()
        )
    }

    /// The files of the store, from the root.
    fn store(&self) -> Vec<String> {
        let mut files = Vec::new();
        walk(&self.ws.path(".readiness"), &mut |path| {
            let inside = path.strip_prefix(self.ws.root()).ok().and_then(|path| path.to_str());
            files.extend(inside.filter(|_| path.is_file()).map(str::to_owned));
        });
        files.sort();
        files
    }

    /// The input with this number, and where its seed lies in the workspace.
    fn input(&self, corpus: &Corpus, from: Seed, seed: u64, at: u64) -> (String, Vec<u8>) {
        let path = match from {
            Seed::Sort(sort) => return (sort.to_owned(), corpus.input(sort, seed, at)),
            Seed::File(path) => path.to_owned(),
            Seed::Store => {
                let files = self.store();
                Dice::numbered(!seed, at).of(&files).clone()
            }
        };
        // What is remembered of a tree is written by a look at the tree that is there now, once it has come to rest.
        if path.contains("/cache/") {
            thread::sleep(Duration::from_millis(30));
            self.call(&["status"]);
        }
        let bytes = fs::read(self.ws.path(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let input = corpus.changed(&bytes, seed, at);
        (path, input)
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    let copied =
        std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp can be run");
    assert!(copied.success(), "{} cannot be copied", from.display());
}

/// Gives the inputs with these numbers to the program, in every way in turn.
pub(super) fn trial(corpus: &Corpus, seed: u64, numbers: impl Iterator<Item = u64>) -> (Rows, Counts) {
    let mut counts = Counts::default();
    let place = FuzzWorkspace::new();
    let mut rows = Rows::default();
    for at in numbers {
        let (way, from, go) = WAYS[usize::try_from(at).unwrap_or_default() % WAYS.len()];
        // Not the inputs that the pure parts had.
        let (path, input) = place.input(corpus, from, seed.wrapping_add(1), at);
        let begin = Instant::now();
        let output = go(&place, &path, &input);
        let took = begin.elapsed();
        place.restore();
        counts.one("inputs to the program");
        rows.add(way, input.len(), took).end(&output.code.unwrap_or(-1).to_string());
        let mut bad = Vec::new();
        if output.stderr.contains("panicked at ") || output.code == Some(101) {
            bad.push("panics");
        }
        if took > PATIENCE {
            bad.push("longer than 10 s");
        }
        if !matches!(output.code, Some(0..=3)) {
            bad.push("unexpected exit codes");
        }
        match document(&output.stdout) {
            None => bad.push("not one JSON document"),
            // Whatever the store says of it, and whoever answers for a program: it does not hold.
            Some(json) if outcomes(&json).get("failing").is_some_and(|outcome| outcome == "pass") => {
                bad.push("false passes");
            }
            Some(_) => {}
        }
        for what in bad {
            let told: String = output.told().chars().take(1500).collect();
            counts.bad(
                what,
                format!("{way}, number {at}: {}\n{told}", keep(&path.replace('/', "-"), seed, at, &input)),
            );
        }
    }
    (rows, counts)
}
