//! Inputs for the real program: as files of a workspace, as its store, and as what the programs around it print.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use shipworthy_engine::sys::files::sha256_hex;
use testkit::{Fixture, Output, Run, Workspace};

use super::corpus::Corpus;
use super::{PATIENCE, Rows, keep};
use crate::counts::Counts;
use crate::scene::document;

/// A way for an input to reach the program: its name, the sort of input, and what puts it there and runs the program.
type Way = (&'static str, &'static str, fn(&Place, &[u8]) -> Output);

const WAYS: [Way; 14] = [
    ("readiness.toml, status", "checklist", |place, bytes| {
        place.ws.write("readiness.toml", bytes);
        place.call(&["status"])
    }),
    ("readiness.toml, doctor", "checklist", |place, bytes| {
        place.ws.write("readiness.toml", bytes);
        place.call(&["doctor"])
    }),
    ("document, audit", "document", |place, bytes| {
        place.ws.write("PLAN.md", bytes);
        place.call(&["audit", "PLAN.md"])
    }),
    ("document, import", "document", |place, bytes| {
        place.ws.write("PLAN.md", bytes);
        place.call(&["import", "PLAN.md", "--dry-run"])
    }),
    ("document, sync", "document", |place, bytes| {
        place.ws.write("PLAN.md", bytes);
        place.call(&["sync", "PLAN.md", "--check"])
    }),
    ("readiness.toml, import", "import-into", |place, bytes| {
        place.ws.write("readiness.toml", bytes);
        place.call(&["import", "PLAN.md", "--dry-run"])
    }),
    ("record, status", "record", |place, bytes| {
        place.record(bytes);
        place.call(&["status"])
    }),
    ("record, why", "record", |place, bytes| {
        place.record(bytes);
        place.call(&["why", "quick"])
    }),
    ("index, status", "index", |place, bytes| {
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let whole = [line, format!("\n\"{}\"\n", sha256_hex(line)).as_bytes()].concat();
        place.ws.write(".readiness/index.json", whole);
        place.call(&["status"])
    }),
    ("journal, release", "journal", |place, bytes| {
        place.ws.write(".readiness/release/0.2.0/journal.jsonl", bytes);
        place.call(&["release", "0.2.0"])
    }),
    ("git's answers, status", "git-status", |place, bytes| {
        let script = place.answering("git", "status|ls-files|log|rev-parse", bytes);
        place.end(place.run(&["status"]).with_tool("git", &script))
    }),
    ("cargo metadata, audit", "cargo-metadata", |place, bytes| {
        let script = place.answering("cargo", "metadata", bytes);
        place.end(place.run(&["audit", "PLAN.md"]).with_tool("cargo", &script))
    }),
    ("output of a gate, check", "program-output", |place, bytes| {
        fs::write(place.ws.scratch().join("answer"), bytes).expect("a new file can be written");
        place.call(&["check", "output", "--rerun"])
    }),
    ("workflow, check", "workflow", |place, bytes| {
        place.ws.write(".github/workflows/ci.yml", bytes);
        place.call(&["check", "workflow"])
    }),
];

/// The workspace that inputs are put into.
struct Place {
    ws: Workspace,
}

impl Place {
    fn new() -> Self {
        let ws = Fixture::named("place")
            .package("alpha", |package| package)
            .file("README.md", "# Place\n\n## Usage\n")
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
            .git()
            .build();
        let place = Self { ws };
        place.call(&["check", "quick", "workflow"]);
        let kept = place.ws.scratch().join("kept");
        copy(place.ws.root(), &kept);
        place
    }

    /// As it was at the beginning.
    fn restore(&self) {
        let kept = self.ws.scratch().join("kept");
        fs::remove_dir_all(self.ws.root()).expect("the workspace can be removed");
        copy(&kept, self.ws.root());
    }

    fn run(&self, words: &[&str]) -> Run<'_> {
        self.ws.run(["--format", "json"].iter().chain(words)).timeout(PATIENCE * 6)
    }

    fn call(&self, words: &[&str]) -> Output {
        self.end(self.run(words))
    }

    fn end(&self, run: Run<'_>) -> Output {
        run.spawn().finish_with_orphans().0
    }

    /// The newest record of `quick`, replaced by one that holds this, under the name that belongs to it.
    fn record(&self, bytes: &[u8]) {
        let folder = self.ws.path(".readiness/records");
        let old: Vec<PathBuf> = crate::scene::entries(&folder);
        for path in old.iter().filter(|path| path.to_string_lossy().contains("/quick.")) {
            fs::remove_file(path).expect("a record can be removed");
        }
        let name = format!("quick.00000001.{}.json", &sha256_hex(bytes)[..16]);
        fs::write(folder.join(name), bytes).expect("a new file can be written");
    }

    /// A program that answers with these bytes when its words are such, and otherwise is the one that is installed.
    fn answering(&self, program: &str, words: &str, bytes: &[u8]) -> String {
        let answer = self.ws.scratch().join("answer");
        fs::write(&answer, bytes).expect("a new file can be written");
        let path = std::env::var("PATH").unwrap_or_default();
        format!(
            "#!/bin/sh\nfor word; do case $word in {words}) exec cat '{}';; esac; done\nPATH='{path}' exec {program} \"$@\"\n",
            answer.display()
        )
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
    let place = Place::new();
    let mut rows = Rows::default();
    for at in numbers {
        let (way, sort, go) = WAYS[usize::try_from(at).unwrap_or_default() % WAYS.len()];
        // Not the inputs that the pure parts had.
        let input = corpus.input(sort, seed.wrapping_add(1), at);
        let begin = Instant::now();
        let output = go(&place, &input);
        let took = begin.elapsed();
        place.restore();
        counts.one("inputs to the program");
        let row = rows.add(way, input.len(), took);
        *row.codes.entry(output.code.unwrap_or(-1)).or_default() += 1;
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
        if document(&output.stdout).is_none() {
            bad.push("not one JSON document");
        }
        for what in bad {
            let told: String = output.told().chars().take(1500).collect();
            counts.bad(what, format!("{way}, number {at}: {}\n{told}", keep(sort, seed, at, &input)));
        }
    }
    (rows, counts)
}
