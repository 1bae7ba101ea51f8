//! Signals to a command that waits for something that hangs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use testkit::{Fixture, Signal, Workspace, at_once};

use super::document;

/// A program that hangs, and says that it has begun to.
const HANGS: &str = "#!/bin/sh\necho on > \"$TESTKIT_RUN/hangs\"\nexec sleep 86399\n";

fn workspace() -> Workspace {
    Fixture::new()
        .file("README.md", "# R\n")
        .file("LIST.md", "- [x] README.md exists\n- [x] `cargo clippy --all-targets` passes\n")
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .gate("build", "kind = \"cargo-build\"")
        .package("a", |package| package)
        .git()
        .build()
}

const LOOKING: [&[&str]; 6] = [
    &["status"],
    &["why", "readme"],
    &["doctor"],
    &["audit", "LIST.md"],
    &["import", "LIST.md"],
    &["sync", "LIST.md", "--check"],
];

#[track_caller]
fn is_interrupted(ws: &Workspace, tool: &str, args: &[&str], signal: Signal, name: &str) {
    let run = ws.run(args.iter().copied().chain(["--format", "json"])).with_tool(tool, HANGS);
    let mut running = run.spawn();
    let hangs = newest_run(ws).join("hangs");
    running.wait_for_file(hangs);
    running.signal(signal);
    let output = running.finish();
    let json = document(&output);
    assert_eq!(output.code, Some(3), "{args:?}: {}", output.told());
    let error = json["error"].as_str().unwrap_or_default();
    assert!(error.contains("interrupted") && error.contains(name), "{args:?}: {}", output.told());
}

/// The folder of the newest run: their names are in the order of the runs.
fn newest_run(ws: &Workspace) -> PathBuf {
    let entries = fs::read_dir(ws.scratch()).unwrap().map(|entry| entry.unwrap().path());
    let runs = entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("run-"));
    runs.max().unwrap()
}

/// SIGTERM ended a look with exit code 143 and without a document.
#[test]
fn a_look_that_hangs_is_ended_by_a_signal_with_a_document() {
    for args in LOOKING {
        let ws = workspace();
        for (signal, name) in
            [(Signal::Terminate, "SIGTERM"), (Signal::Interrupt, "SIGINT"), (Signal::Hangup, "SIGHUP")]
        {
            is_interrupted(&ws, "git", args, signal, name);
        }
    }
    let ws = workspace();
    for args in [&["status"][..], &["doctor"], &["audit", "LIST.md"]] {
        is_interrupted(&ws, "cargo", args, Signal::Terminate, "SIGTERM");
    }
}

/// Two SIGTERMs did nothing to a run that waited for cargo.
#[test]
fn a_run_that_waits_for_a_tool_is_ended_by_a_signal() {
    at_once([("git", 1), ("git", 2), ("cargo", 1), ("cargo", 2)], |(tool, times)| {
        let ws = workspace();
        let mut running = ws.run(["phase1", "--format", "json"]).with_tool(tool, HANGS).spawn();
        running.wait_for_file(newest_run(&ws).join("hangs"));
        for _ in 0..times {
            running.signal(Signal::Hangup);
            std::thread::sleep(std::time::Duration::from_millis(200));
            if running.has_ended() {
                break;
            }
        }
        let output = running.finish();
        document(&output);
        assert_eq!(output.code, Some(3), "{tool}: {}", output.told());
    });
}

/// A file system that does not answer is like a pipe that nobody writes to.
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    for path in ["README.md", "LIST.md", "readiness.toml", "Cargo.toml", ".readiness/index.json"] {
        let ws = workspace();
        ws.write(".readiness/.gitignore", "*\n");
        let _ = fs::remove_file(ws.path(path));
        assert!(Command::new("mkfifo").arg(ws.path(path)).status().unwrap().success());
        for args in [&["status"][..], &["phase1"], &["audit", "LIST.md"], &["doctor"]] {
            let run = ws.run(args.iter().copied().chain(["--format", "json"]));
            document(&run.spawn().finish());
        }
    }
}
