//! `status` and a fresh `phase1`, each as a ratio to `git status --porcelain` on the same tree, in the same run.
//!
//! `scripts/bench-status` runs it and prints the table of `docs/performance.md`. It asserts nothing about time.

#![allow(clippy::disallowed_methods, reason = "a benchmark sets up what it measures, and measures it")]
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made must stop; its table is the output"
)]

mod planted;

use std::path::Path;
use std::process::Command;

use self::planted::{Planted, looks, median, time};

const BINARY: &str = env!("CARGO_BIN_EXE_shipworthy");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.iter().any(|word| word == "--help") {
        println!("usage: bench-status [--quick] [ROUNDS]\nMeasures trees of 1000, 10000 and 100000 files.");
        return;
    }
    let quick = arguments.iter().any(|word| word == "--quick");
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(15);
    let trees: &[usize] = if quick { &[1_000] } else { &[1_000, 10_000, 100_000] };
    println!("| files | gates | git status | status | ratio | fresh phase1 | ratio | peak memory |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for &files in trees {
        for gates in [10, 100, 1_000] {
            println!("{}", measure(files, gates, rounds));
        }
    }
}

fn measure(files: usize, gates: usize, rounds: usize) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    Planted { files, gates, check: looks, manifest: true }.at(root);
    // The first run records evidence; everything after it must be answered from there.
    run(root, &["phase1"]);
    run(root, &["status"]);
    let (mut git, mut status, mut phase) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        // Taken in turns, so that whatever else the machine does falls on all three alike.
        git.push(time(Command::new("git").args(["status", "--porcelain"]).current_dir(root)));
        status.push(time(Command::new(BINARY).arg("status").current_dir(root)));
        phase.push(time(Command::new(BINARY).arg("phase1").current_dir(root)));
    }
    let (git, status, phase) = (median(git), median(status), median(phase));
    format!(
        "| {files} | {gates} | {git:.1} ms | {status:.1} ms | {:.2} | {phase:.1} ms | {:.2} | {} |",
        status / git,
        phase / git,
        peak(root)
    )
}

fn run(root: &Path, arguments: &[&str]) {
    let output = Command::new(BINARY).args(arguments).current_dir(root).output().expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The largest resident set of one `status`, as the kernel counts it; needs GNU time or Python.
fn peak(root: &Path) -> String {
    let script = "import resource, subprocess, sys\n\
                  subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n\
                  print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let output = Command::new("python3").args(["-c", script, BINARY, "status"]).current_dir(root).output();
    let kibibytes =
        output.ok().and_then(|output| String::from_utf8(output.stdout).ok()?.trim().parse::<f64>().ok());
    kibibytes.map_or_else(|| "unknown".to_owned(), |kibibytes| format!("{:.0} MiB", kibibytes / 1024.0))
}
