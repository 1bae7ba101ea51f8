//! What the tool costs, row by row, as ratios to a peer that does the same work or to a floor below which nothing can go: in
//! the same run, on the same tree, in turns.
//!
//! `scripts/bench-cost` runs it and prints the table of `docs/performance.md`. It asserts nothing about time.

#![allow(clippy::disallowed_methods, reason = "a benchmark sets up what it measures, and measures it")]
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made must stop; its table is the output"
)]

mod planted;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use self::planted::members::Members;
use self::planted::{Planted, checklist, looked_at, looks, median, runs, time};

const BINARY: &str = env!("CARGO_BIN_EXE_shipworthy");

const HELP: &str = "usage: bench-cost [ROUNDS] [WORD]
Measures each row of the table whose name holds WORD; all of them without one. ROUNDS is 5 when it is not given.
The rows against ninja need it on the PATH; `pip install ninja` brings it.";

/// How many gates a long checklist has.
const GATES: usize = 1_000;

/// How many bytes the gate prints that prints a lot.
const OUTPUT: u64 = 2_000_000_000;

/// Crates whose tests are watched: of those that this workspace depends on, so that their sources are there, the first six with
/// tests, in the order of the SHA-256 of `91000 NAME`. Nobody had looked at what their tests do.
const WATCHED: [&str; 6] = ["memchr", "autocfg", "quote", "cfg-if", "shared_child", "anyhow"];

/// A crate whose tests do next to nothing, so that starting them is all that is watched.
const IDLE: &str = "semver";

/// One row of the table: what it is called, and how it is measured in so many rounds.
type CostRow = (&'static str, fn(usize) -> Measured);

const ROWS: &[CostRow] = &[
    ("status, 1000 gates, 10,000 files", |rounds| status(10_000, GATES, true, rounds)),
    ("status, 1000 gates, 100,000 files", |rounds| status(100_000, GATES, true, rounds)),
    ("status, 1000 gates, 10,000 files, no Cargo.toml", |rounds| status(10_000, GATES, false, rounds)),
    ("status, 10 gates, 10,000 files, no Cargo.toml", |rounds| status(10_000, 10, false, rounds)),
    ("status, one gate, 25 files", |rounds| status(25, 1, true, rounds)),
    ("1000 command gates, first run", |rounds| first_run(runs, |gate| format!("true {gate}"), rounds)),
    ("1000 file gates, first run", |rounds| {
        first_run(looks, |gate| format!("test -f $root/{}", looked_at(gate)), rounds)
    }),
    ("ready --rerun, eleventh time", |_| eleventh(Figure::Time)),
    ("bytes per record, eleventh time", |_| eleventh(Figure::Bytes)),
    ("a gate that prints 2 GB", prints),
    ("one leaf crate of twenty edited", leaf),
    ("observe, tests of real crates", of_real_crates),
    ("observe, tests that do next to nothing", |rounds| observed(IDLE, rounds, false)),
    ("observe, the same, built anew", |rounds| observed(IDLE, rounds, true)),
];

/// What was measured for one row: ours, and what it is held against.
struct Measured {
    ours: f64,
    unit: &'static str,
    peer: &'static str,
    theirs: f64,
    /// What else there is to say.
    note: String,
}

impl Measured {
    fn ratio(&self) -> f64 {
        self.ours / self.theirs
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.iter().any(|word| word == "--help") {
        println!("{HELP}");
        return;
    }
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(5).max(1);
    let wanted = arguments.iter().find(|word| word.parse::<usize>().is_err());
    println!("| work | ours | held against | takes | ratio | |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (name, measure) in ROWS.iter().filter(|(name, _)| wanted.is_none_or(|word| name.contains(word))) {
        if name.contains("first run") && ninja().is_none() {
            println!("| {name} | not measured: there is no ninja on the PATH | | | | |");
            continue;
        }
        let measured = measure(rounds);
        let ratio = measured.ratio();
        let Measured { ours, unit, peer, theirs, note } = measured;
        println!("| {name} | {ours:.1} {unit} | {peer} | {theirs:.1} {unit} | {ratio:.2} | {note} |");
    }
}

/// `status` of evidence that is fresh, against `git status`.
fn status(files: usize, gates: usize, manifest: bool, rounds: usize) -> Measured {
    let folder = workspace(&Planted { files, gates, check: looks, manifest });
    let root = folder.path();
    succeed(ours(root, &["phase1"]));
    // The first look after a run remembers what that look saw, once it is a moment old.
    std::thread::sleep(std::time::Duration::from_millis(100));
    succeed(ours(root, &["status"]));
    let (mut git, mut status) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(9) {
        git.push(time(Command::new("git").args(["status", "--porcelain"]).current_dir(root)));
        status.push(time(&mut ours(root, &["status"])));
    }
    Measured {
        ours: median(status),
        unit: "ms",
        peer: "git status",
        theirs: median(git),
        note: String::new(),
    }
}

/// The first run of 1000 gates over 10,000 files, against ninja that does the same and notes that it did.
fn first_run(check: fn(usize) -> String, command: fn(usize) -> String, rounds: usize) -> Measured {
    let folder = workspace(&Planted { files: 10_000, gates: GATES, check, manifest: true });
    let root = folder.path();
    let build = folder.path().join("target/ninja");
    let ninja = ninja().expect("ninja");
    let (mut theirs, mut first) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        renew(&build);
        let mut text = format!("root = {}\nrule run\n  command = $line && touch $out\n", root.display());
        for gate in 0..GATES {
            writeln!(text, "build out{gate}: run\n  line = {}", command(gate)).expect("a text");
        }
        fs::write(build.join("build.ninja"), text).expect("a file");
        theirs.push(time(Command::new(&ninja).args(["-j", &jobs()]).current_dir(&build)));
        drop(fs::remove_dir_all(root.join(".readiness")));
        first.push(time(&mut ours(root, &["ready", "--jobs", &jobs()])));
    }
    Measured { ours: median(first), unit: "ms", peer: "ninja", theirs: median(theirs), note: String::new() }
}

/// Which figure of a run that is repeated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Figure {
    Time,
    Bytes,
}

/// The eleventh run of 1000 gates in a row, against the first.
fn eleventh(figure: Figure) -> Measured {
    let folder = workspace(&Planted { files: 10_000, gates: GATES, check: looks, manifest: true });
    let mut figures = Vec::new();
    for _ in 0..11 {
        let before = written();
        let took = time(&mut ours(folder.path(), &["ready", "--rerun", "--jobs", &jobs()]));
        let bytes = (written() - before) / GATES as f64;
        figures.push(if figure == Figure::Time { took } else { bytes });
    }
    Measured {
        ours: figures[10],
        unit: if figure == Figure::Time { "ms" } else { "bytes" },
        peer: "the first time",
        theirs: figures[0],
        note: String::new(),
    }
}

/// A gate that prints two gigabytes, against the shell that writes them to a file.
fn prints(rounds: usize) -> Measured {
    let line = "a line of some sixty characters, as tools print them, more or less";
    let script = format!("yes '{line}' | head -c {OUTPUT}");
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path();
    let check = format!("kind = \"command\", argv = [\"sh\", \"-c\", \"{script}\"]");
    fs::write(root.join("readiness.toml"), checklist(&[check])).expect("a file");
    let (mut file, mut gate) = (Vec::new(), Vec::new());
    for _ in 0..rounds.min(5) {
        file.push(time(Command::new("sh").args(["-c", &format!("{script} > out")]).current_dir(root)));
        fs::remove_file(root.join("out")).expect("what was written");
        drop(fs::remove_dir_all(root.join(".readiness")));
        gate.push(time(&mut ours(root, &["ready"])));
    }
    let logs = fs::read_dir(root.join(".readiness/logs")).expect("logs").flatten();
    let kept: u64 = logs.filter_map(|log| Some(log.metadata().ok()?.len())).sum();
    let note = format!("{} MiB are kept", kept >> 20);
    Measured { ours: median(gate), unit: "ms", peer: "sh > file", theirs: median(file), note }
}

/// One crate of twenty is edited that no other depends on: gates for each member, against a script of the same commands for
/// the whole workspace, each in a workspace and a target folder of its own.
fn leaf(rounds: usize) -> Measured {
    let (gates, script) = (Members::new(true), Members::new(false));
    let ready = || time(&mut ours(gates.root(), &["ready"]));
    let all = || script.commands().map(|mut command| time(&mut command)).sum::<f64>();
    ready();
    all();
    let (mut theirs, mut first, mut executed) = (Vec::new(), Vec::new(), Value::Null);
    for round in 0..rounds {
        gates.edit(round);
        script.edit(round);
        if round % 2 == 0 {
            theirs.push(all());
        }
        let mut command = ours(gates.root(), &["status", "--format", "json"]);
        let status = command.output().expect("the command runs").stdout;
        let status: Value = serde_json::from_slice(&status).expect("the answer in JSON");
        let stale = |gates: &Vec<Value>| gates.iter().filter(|gate| gate["outcome"] != "pass").count();
        executed = status["gates"].as_array().map_or(0, stale).into();
        first.push(ready());
        if round % 2 == 1 {
            theirs.push(all());
        }
    }
    let note = format!("{executed} of {} gates run", Members::GATES);
    Measured { ours: median(first), unit: "ms", peer: "the plain script", theirs: median(theirs), note }
}

/// The crate in the middle of several, the slower one of two; what the others cost is noted.
fn of_real_crates(rounds: usize) -> Measured {
    let mut all: Vec<Measured> = WATCHED.iter().map(|name| observed(name, rounds, false)).collect();
    all.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
    let told: Vec<String> = all.iter().map(|one| format!("{} {:.2}", one.note, one.ratio())).collect();
    Measured { note: told.join(", "), ..all.swap_remove(WATCHED.len() / 2) }
}

/// The tests of a crate from crates.io with `--observe`, against the same gate without.
fn observed(name: &str, rounds: usize, anew: bool) -> Measured {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path();
    copy(&source_of(name), root);
    let check = "kind = \"cargo-test\"".to_owned();
    fs::write(root.join("readiness.toml"), checklist(&[check])).expect("a file");
    fs::write(root.join(".gitignore"), "/target\n").expect("a file");
    let run = |watched: bool| {
        let mut words = vec!["check", "gate-0", "--rerun"];
        words.extend(watched.then_some("--observe"));
        if anew {
            drop(fs::remove_dir_all(root.join("target/debug")));
        }
        time(&mut ours(root, &words))
    };
    // What does not pass ends early, and is no measure.
    succeed(ours(root, &["check", "gate-0", "--observe"]));
    run(false);
    let (mut plain, mut watched) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        plain.push(run(false));
        watched.push(run(true));
    }
    let note = name.to_owned();
    Measured { ours: median(watched), unit: "ms", peer: "without", theirs: median(plain), note }
}

/// Where the source of a crate lies that this workspace depends on.
fn source_of(name: &str) -> PathBuf {
    let metadata = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("the answer of cargo");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == name).expect("the crate");
    let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a folder").to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("a file");
        }
    }
}

fn workspace(planted: &Planted) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    planted.at(folder.path());
    folder
}

fn renew(folder: &Path) {
    drop(fs::remove_dir_all(folder));
    fs::create_dir_all(folder).expect("a folder");
}

fn ours(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(root);
    command
}

fn succeed(mut command: Command) {
    let output = command.output().expect("the command runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// As many jobs as there are processors, for both.
fn jobs() -> String {
    std::thread::available_parallelism().map_or(2, usize::from).to_string()
}

/// Where ninja is, if it is anywhere.
fn ninja() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("ninja")).find(|program| program.is_file())
}

/// How many bytes this process and those that it waited for have written; 0 where the system does not say.
fn written() -> f64 {
    let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let bytes = io.lines().find_map(|line| line.strip_prefix("wchar: ")?.parse().ok());
    bytes.unwrap_or_default()
}
