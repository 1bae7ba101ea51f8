//! SIGKILL of ours in the middle of a step: what the step has started does not go on behind the back of the next run.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use testkit::{Fixture, Json, RunningProgram, Signal, Workspace, at_once, processes_marked};

use super::document;

/// What becomes of a process of the gate that outlives the run: it writes into the tree, later.
const LATE: &str = "echo on > ../started\nsleep 3\necho evil >> src.txt\n";

/// Starts the late process, and waits.
fn gate(start: &str) -> String {
    format!("test -e ../again && exit 0\n{start}\nwhile :; do sleep 0.1; done\n")
}

fn workspace(start: &str) -> Workspace {
    Fixture::new()
        .file("src.txt", "good\n")
        .file("late.sh", LATE)
        .file("gate.sh", &gate(start))
        .gate("gate", "kind = \"command\", argv = [\"sh\", \"gate.sh\"]")
        .git()
        .build()
}

/// Kills the run as soon as the late process is there.
fn killed(ws: &Workspace) -> RunningProgram {
    let mut running = ws.run(["phase1", "--format", "json"]).spawn();
    running.wait_for_file(ws.scratch().join("started"));
    running.signal(Signal::Kill);
    while !running.has_ended() {
        sleep(Duration::from_millis(5));
    }
    running
}

/// A gate of a killed run changed the tree three seconds after the GO of the next run, and nobody noticed.
#[test]
fn a_step_of_a_killed_run_is_ended_before_the_next_run_looks_at_the_tree() {
    // Each waits for what must not happen.
    let starts = [
        "sh late.sh",
        "sh late.sh &",
        "setsid sh late.sh &",
        "(setsid sh late.sh &) ; sleep 0.2",
        // Without the variables, in the group of the step.
        "env -i PATH=\"$PATH\" sh late.sh &",
    ];
    at_once(starts, is_ended_before_the_next_run_looks);
}

fn is_ended_before_the_next_run_looks(start: &str) {
    let ws = workspace(start);
    let running = killed(&ws);
    fs::write(ws.scratch().join("again"), "").unwrap();
    let run = ws.run(["phase1", "--format", "json"]).spawn();
    let output = run.finish();
    let json: Json = document(&output);
    assert_eq!(json["verdict"], "GO", "{start}: {}", output.told());
    assert!(output.stderr.contains("left running by a run that was killed"), "{start}: {}", output.told());
    assert!(output.stderr.contains("`sh gate.sh`"), "{start}: {}", output.told());
    sleep(Duration::from_millis(3500));
    assert_eq!(ws.read("src.txt"), "good\n", "{start}: it went on after the GO");
    assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO", "{start}");
    let left = running.finish_with_orphans().1;
    assert!(left.is_empty(), "{start}: {left:?}");
}

/// Cargo, asked for the lock file that is missing, is no step of a gate; it would have written it after the GO of the next run.
#[test]
fn what_writes_the_lock_file_for_a_killed_run_is_ended_as_well() {
    let ws = Fixture::new()
        .package("vic", |package| package)
        .gate("build", "kind = \"cargo-build\"")
        .git()
        .build();
    if ws.exists("Cargo.lock") {
        ws.remove("Cargo.lock");
        ws.commit("Without a lock file");
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let slow = format!(
        "#!/bin/sh\ncase $1 in generate-lockfile) echo on >../started; sleep 3; echo evil >Cargo.lock;; esac\n\
         PATH='{path}' exec cargo \"$@\"\n"
    );
    let mut running = ws.run(["phase1", "--format", "json"]).with_tool("cargo", &slow).spawn();
    running.wait_for_file(ws.scratch().join("started"));
    running.signal(Signal::Kill);
    while !running.has_ended() {
        sleep(Duration::from_millis(5));
    }
    let output = ws.run(["phase1", "--format", "json"]).spawn().finish();
    assert_eq!(document(&output)["verdict"], "GO", "{}", output.told());
    assert!(output.stderr.contains("`cargo generate-lockfile --offline`, left running"), "{}", output.told());
    let lock = ws.read("Cargo.lock");
    sleep(Duration::from_millis(3500));
    assert_eq!(ws.read("Cargo.lock"), lock, "it went on after the GO");
    let left = running.finish_with_orphans().1;
    assert!(left.is_empty(), "{left:?}");
}

/// Who runs is not ended by who looks, nor by a run that has to wait.
#[test]
fn a_step_of_a_run_that_lives_is_left_alone() {
    let ws = workspace("echo on > ../started");
    let mut running = ws.run(["phase1", "--format", "json"]).spawn();
    running.wait_for_file(ws.scratch().join("started"));
    ws.run(["status", "--format", "json"]).exit(3).json();
    let mut waits = ws.run(["phase1", "--format", "json"]).spawn();
    waits.wait_for_line("waits");
    assert!(!processes_marked(ws.root().to_str().unwrap()).is_empty());
    assert!(!running.has_ended());
    waits.signal(Signal::Terminate);
    assert_eq!(waits.finish().code, Some(3));
    running.signal(Signal::Terminate);
    assert_eq!(running.finish().code, Some(3));
}

/// A lease is a file of the store, and the store is input.
#[test]
fn a_lease_that_was_invented_ends_nobody() {
    let ws = workspace("true");
    fs::write(ws.scratch().join("again"), "").unwrap();
    let victim = std::process::id();
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let space = fs::read_link("/proc/self/ns/pid").unwrap();
    let machine = format!("{} {}", boot.trim(), space.display());
    ws.write(".readiness/.gitignore", "*\n");
    for (name, text) in [
        ("garbage", "garbage".to_owned()),
        ("empty", String::new()),
        ("other-machine", format!("x y\n1 1\nsh\n{victim} 1\n")),
        ("other-process", format!("{machine}\n1 999999999\nsh\n{victim} 1\n")),
        ("no-leader", format!("{machine}\n1 999999999\n")),
    ] {
        ws.write(&format!(".readiness/running/{name}"), text);
    }
    let json = ws.run(["phase1", "--format", "json"]).progress().json();
    assert_eq!(json["verdict"], "GO", "{json:#?}");
    assert_eq!(fs::read_dir(ws.path(".readiness/running")).unwrap().count(), 0);
}
