//! The ways for an input to reach the program: as a file of the workspace, as a part of its store, and as what a program
//! around it prints.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};

use shipworthy_engine::sys::files::sha256_hex;
use testkit::Output;

use super::program::FuzzWorkspace;

/// What an input is made from.
#[derive(Clone, Copy)]
pub(super) enum Seed {
    /// The seeds of this sort.
    Sort(&'static str),
    /// What the workspace has at this path, once it was looked at.
    File(&'static str),
    /// Any file of the store.
    Store,
}

/// A way for an input to reach the program: its name, what the input is made from, and what puts it at the path of its seed,
/// or elsewhere, and calls the program.
pub(super) type Way = (&'static str, Seed, fn(&FuzzWorkspace, &str, &[u8]) -> Output);

/// The commands that meet a damaged store, in turn.
const OVER_THE_STORE: [&[&str]; 9] = [
    &["status"],
    &["phase1"],
    &["ready", "--rerun"],
    &["why", "quick"],
    &["why", "failing"],
    &["audit", "PLAN.md"],
    &["release", "0.2.0"],
    &["release", "--abort"],
    &["doctor"],
];

const INDEX: &str = ".readiness/index.json";
const JOURNAL: &str = ".readiness/index.journal";
/// The plan of a release, which is not carried out yet.
pub(super) const PLAN: &str = ".readiness/release/0.2.0/plan.json";

/// Every way.
pub(super) const WAYS: [Way; 31] = [
    ("readiness.toml, status", Seed::Sort("checklist"), |place, _, bytes| {
        place.ws.write("readiness.toml", bytes);
        place.call(&["status"])
    }),
    ("readiness.toml, doctor", Seed::Sort("checklist"), |place, _, bytes| {
        place.ws.write("readiness.toml", bytes);
        place.call(&["doctor"])
    }),
    ("readiness.toml of the place, ready", Seed::File("readiness.toml"), |place, path, bytes| {
        place.ws.write(path, bytes);
        place.call(&["ready"])
    }),
    ("answers, waivers, approvals, status", Seed::Sort("answers"), |place, _, bytes| {
        let list = place.ws.read("readiness.toml");
        place.ws.write("readiness.toml", [list.as_bytes(), b"\n", bytes].concat());
        place.call(&["status"])
    }),
    ("document, audit", Seed::Sort("document"), |place, _, bytes| {
        place.ws.write("PLAN.md", bytes);
        place.call(&["audit", "PLAN.md"])
    }),
    ("document, import", Seed::Sort("document"), |place, _, bytes| {
        place.ws.write("PLAN.md", bytes);
        place.call(&["import", "PLAN.md", "--dry-run"])
    }),
    ("document, sync", Seed::Sort("document"), |place, _, bytes| {
        place.ws.write("PLAN.md", bytes);
        place.call(&["sync", "PLAN.md", "--check"])
    }),
    ("readiness.toml, import", Seed::Sort("import-into"), |place, _, bytes| {
        place.ws.write("readiness.toml", bytes);
        place.call(&["import", "PLAN.md", "--dry-run"])
    }),
    ("record, status", Seed::Sort("record"), |place, _, bytes| {
        place.record(bytes);
        place.call(&["status"])
    }),
    ("record, why", Seed::Sort("record"), |place, _, bytes| {
        place.record(bytes);
        place.call(&["why", "quick"])
    }),
    ("index with its digest, status", Seed::Sort("index"), |place, _, bytes| {
        place.ws.write(INDEX, page(bytes));
        place.call(&["status"])
    }),
    ("own index with its digest, status", Seed::File(INDEX), |place, path, bytes| {
        place.ws.write(path, page(bytes));
        place.call(&["status"])
    }),
    ("page of the index's journal, phase1", Seed::File(INDEX), |place, _, bytes| {
        let journal = fs::read(place.ws.path(JOURNAL)).unwrap_or_default();
        place.ws.write(JOURNAL, [journal.as_slice(), b"\n", &page(bytes)].concat());
        place.call(&["phase1"])
    }),
    ("journal of the index, status", Seed::File(JOURNAL), |place, path, bytes| {
        place.ws.write(path, bytes);
        place.call(&["status"])
    }),
    ("tree memory, status", Seed::File(".readiness/cache/tree"), |place, path, bytes| {
        place.ws.write(path, bytes);
        place.call(&["status"])
    }),
    ("tree memory with its sum, ready", Seed::File(".readiness/cache/tree"), |place, path, bytes| {
        place.ws.write(path, summed(bytes));
        place.call(&["ready"])
    }),
    ("judged records, status", Seed::File(".readiness/cache/judged"), |place, path, bytes| {
        place.ws.write(path, bytes);
        place.call(&["status"])
    }),
    ("judged records with their sum, why", Seed::File(".readiness/cache/judged"), |place, path, bytes| {
        place.ws.write(path, summed(bytes));
        place.call(&["why", "quick"])
    }),
    ("any file of the store", Seed::Store, |place, path, bytes| {
        place.ws.write(path, bytes);
        place.call(OVER_THE_STORE[bytes.len() % OVER_THE_STORE.len()])
    }),
    ("any file of the store, twice", Seed::Store, |place, path, bytes| {
        place.ws.write(path, bytes);
        place.call(OVER_THE_STORE[bytes.len() % OVER_THE_STORE.len()]);
        place.call(&["status"])
    }),
    ("lease, check", Seed::Sort("lease"), |place, _, bytes| {
        place.ws.write(".readiness/running/1-2-0123456789abcdef", bytes);
        place.call(&["check", "quick", "--rerun"])
    }),
    ("journal, release", Seed::Sort("journal"), |place, _, bytes| {
        place.ws.write(".readiness/release/0.2.0/journal.jsonl", bytes);
        place.call(&["release", "0.2.0"])
    }),
    ("journal, release --resume", Seed::Sort("journal"), |place, _, bytes| {
        place.ws.write(".readiness/release/0.2.0/journal.jsonl", bytes);
        place.alone(&["release", "--resume"])
    }),
    ("journal, release --abort", Seed::Sort("journal"), |place, _, bytes| {
        place.ws.write(".readiness/release/0.2.0/journal.jsonl", bytes);
        place.alone(&["release", "--abort"])
    }),
    ("plan, release --execute", Seed::File(PLAN), |place, path, bytes| {
        place.ws.write(path, bytes);
        place.alone(&["release", "0.2.0", "--execute"])
    }),
    ("git's answers, status", Seed::Sort("git-status"), |place, _, bytes| {
        let script = place.answering("git", "status|ls-files|log|rev-parse", bytes);
        place.end(place.run(&["status"]).with_tool("git", &script))
    }),
    ("cargo metadata, audit", Seed::Sort("cargo-metadata"), |place, _, bytes| {
        let script = place.answering("cargo", "metadata", bytes);
        place.end(place.run(&["audit", "PLAN.md"]).with_tool("cargo", &script))
    }),
    ("cargo's messages, check", Seed::Sort("cargo-messages"), |place, _, bytes| {
        let script = place.answering("cargo", "build|check", bytes);
        place.end(place.run(&["check", "build", "--rerun"]).with_tool("cargo", &script))
    }),
    ("output of a gate, check", Seed::Sort("program-output"), |place, _, bytes| {
        fs::write(place.ws.scratch().join("answer"), bytes).expect("a new file can be written");
        place.call(&["check", "output", "--rerun"])
    }),
    ("strace's output, check", Seed::Sort("trace"), |place, _, bytes| {
        let script = place.tracing(bytes);
        place.end(place.run(&["check", "seen", "--rerun"]).with_tool("strace", &script))
    }),
    ("workflow, check", Seed::Sort("workflow"), |place, _, bytes| {
        place.ws.write(".github/workflows/ci.yml", bytes);
        place.call(&["check", "workflow"])
    }),
];

/// The first line as a page of the index: with the digest that belongs to it.
fn page(bytes: &[u8]) -> Vec<u8> {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [line, format!("\n\"{}\"\n", sha256_hex(line)).as_bytes()].concat()
}

/// A cache with the sum that belongs to it, in place of the one that it ends with.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let content = &bytes[..bytes.len().saturating_sub(8)];
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    [content, &hasher.finish().to_le_bytes()].concat()
}
