//! Ctrl-C, SIGTERM and SIGKILL in the middle of a run, and two runs at once: what has ended is kept, nothing is left
//! running, and nobody waits for ever.

use std::fs;

use testkit::{Fixture, Json, RunningProgram, Signal, Workspace, at_once};

/// Three gates that run one after the other. The second one waits, with a child that ignores SIGTERM, until the test
/// lets it go; all of them count how often they were run.
fn fixture() -> Workspace {
    let slow = "echo run >> ../slow.count\n\
        test -e ../go && exit 0\n\
        sh -c 'trap \"\" TERM INT; while :; do sleep 0.1; done' &\n\
        trap '' TERM\n\
        echo on > ../slow.started\n\
        while ! test -e ../go; do sleep 0.05; done\n";
    let count = |name: &str| format!("echo run >> ../{name}.count\n");
    let gate = |name: &str| format!("kind = \"command\", argv = [\"sh\", \"{name}.sh\"]");
    Fixture::new()
        .file("first.sh", &count("first"))
        .file("slow.sh", slow)
        .file("last.sh", &count("last"))
        .gate("first", &gate("first"))
        .gate("slow", &gate("slow"))
        .gate("last", &gate("last"))
        .git()
        .build()
}

fn count(ws: &Workspace, gate: &str) -> usize {
    let text = fs::read_to_string(ws.scratch().join(format!("{gate}.count"))).unwrap_or_default();
    text.lines().count()
}

fn go(ws: &Workspace) {
    fs::write(ws.scratch().join("go"), "").unwrap();
}

/// A run that has ended its first gate and is in the midst of its second.
fn started(ws: &Workspace) -> RunningProgram {
    let mut running = ws.run(["phase1", "--jobs", "1", "--format", "json"]).spawn();
    running.wait_for_file(ws.scratch().join("slow.started"));
    running
}

/// The next run answers the first gate from evidence, runs the others, and all is well.
#[track_caller]
fn goes_on(ws: &Workspace) {
    go(ws);
    let output = ws.run(["phase1", "--format", "json"]).exit(0).stdout_any().stderr_any().done();
    // What a killed run has left may end by itself before the next one looks, or be ended by it, which says so.
    let odd = |line: &&str| {
        ["error", "warning"].iter().any(|word| line.starts_with(word)) || line.contains("panicked")
    };
    assert_eq!(output.stderr.lines().find(odd), None, "{}", output.told());
    let json = Json(serde_json::from_str(&output.stdout).unwrap());
    let numbers = (json["executed"].as_u64(), json["reused"].as_u64());
    assert_eq!(numbers, (Some(2), Some(1)), "{json:#?}");
    assert_eq!((count(ws, "first"), count(ws, "last")), (1, 1));
    assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO");
}

#[test]
fn what_has_ended_is_kept_and_nothing_lives_on() {
    at_once([Signal::Interrupt, Signal::Terminate], |signal| {
        let ws = fixture();
        let running = started(&ws);
        running.signal(signal);
        // Fails when a process is left behind.
        let output = running.finish();
        assert_eq!(output.code, Some(3), "{}", output.told());
        assert!(output.stderr.contains("interrupted"), "{}", output.told());
        let json = Json(serde_json::from_str(&output.stdout).unwrap());
        assert_eq!(json["verdict"], "INCOMPLETE");
        let outcomes = ["first", "slow", "last"].map(|gate| json.outcome(gate).to_owned());
        assert_eq!(outcomes, ["pass", "not-run", "not-run"], "{json:#?}");
        assert!(json.gate("slow")["reason"].as_str().unwrap().contains("interrupted"), "{json:#?}");
        assert_eq!(count(&ws, "last"), 0);
        goes_on(&ws);
    });
}

/// A terminal sends Ctrl-C to the whole foreground group; the steps are not in it.
#[test]
fn ctrl_c_at_a_terminal_reaches_the_group() {
    let ws = fixture();
    let running = started(&ws);
    running.signal_group(Signal::Interrupt);
    assert_eq!(running.finish().code, Some(3));
    goes_on(&ws);
}

#[test]
fn a_second_signal_forces() {
    let ws = fixture();
    let mut running = started(&ws);
    running.signal(Signal::Interrupt);
    running.wait_for_line("stops");
    running.signal(Signal::Interrupt);
    let output = running.finish();
    assert_eq!(output.code, Some(3), "{}", output.told());
    goes_on(&ws);
}

/// An interrupted gate that had failed before still fails: asking again and giving up changes nothing.
#[test]
fn an_interrupt_hides_no_known_failure() {
    let ws = fixture();
    let failing = "test -e ../slow.started || exit 1\n";
    ws.write(
        "first.sh",
        "echo on >> ../slow.count; test -e ../again || exit 1; echo on > ../slow.started; sleep 86399\n",
    );
    ws.write("slow.sh", failing);
    ws.commit("Fail");
    ws.run(["phase1", "--jobs", "1"]).exit(1).progress().text();
    fs::write(ws.scratch().join("again"), "").unwrap();
    let mut running = ws.run(["check", "first", "--format", "json"]).spawn();
    running.wait_for_file(ws.scratch().join("slow.started"));
    running.signal(Signal::Interrupt);
    let output = running.finish();
    assert_eq!(output.code, Some(1), "{}", output.told());
    let json = Json(serde_json::from_str(&output.stdout).unwrap());
    assert_eq!((json.outcome("first"), &json["verdict"]), ("fail", &"NO-GO".into()));
}

/// SIGKILL cannot be answered. The next run finds the lock free and the evidence whole.
#[test]
fn a_killed_run_leaves_evidence_and_no_lock() {
    let ws = fixture();
    let running = started(&ws);
    running.signal(Signal::Kill);
    let (output, left) = running.finish_with_orphans();
    assert_eq!(output.code, None, "{}", output.told());
    assert!(!left.is_empty() || !cfg!(target_os = "linux"), "the step must have been running");
    ws.run(["status"]).exit(3).text();
    goes_on(&ws);
}

#[test]
fn of_two_runs_the_second_waits_and_says_so() {
    let ws = fixture();
    let first = started(&ws);
    let mut second = ws.run(["phase1", "--format", "json"]).spawn();
    second.wait_for_line("waits");
    let told = format!("process {}", first.pid());
    second.wait_for_line(&told);
    // Looking waits for nobody.
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!((json.outcome("first"), json.outcome("slow")), ("pass", "not-run"));
    go(&ws);
    let (first, second) = (first.finish(), second.finish());
    assert_eq!((first.code, second.code), (Some(0), Some(0)), "{}\n{}", first.told(), second.told());
    let json = Json(serde_json::from_str(&second.stdout).unwrap());
    assert_eq!((json["executed"].as_u64(), json["reused"].as_u64()), (Some(0), Some(3)), "{json:#?}");
    assert_eq!(["first", "slow", "last"].map(|gate| count(&ws, gate)), [1, 1, 1]);
    assert_eq!(ws.run(["status", "--format", "json"]).json()["verdict"], "GO");
}

#[test]
fn a_run_that_waits_can_be_interrupted() {
    at_once([Signal::Interrupt, Signal::Terminate], |signal| {
        let ws = fixture();
        let first = started(&ws);
        let mut second = ws.run(["phase1", "--format", "json"]).spawn();
        second.wait_for_line("waits");
        second.signal(signal);
        let second = second.finish();
        assert_eq!(second.code, Some(3), "{}", second.told());
        assert!(second.stderr.contains("interrupted while waiting"), "{}", second.told());
        let json: serde_json::Value = serde_json::from_str(&second.stdout).unwrap();
        assert!(json["verdict"].is_null() && json["error"].is_string(), "{json:#}");
        go(&ws);
        assert_eq!(first.finish().code, Some(0));
    });
}

/// Many at once, each with its own gates to run: every record stays valid.
#[test]
fn many_runs_at_once_corrupt_nothing() {
    let mut fixture = Fixture::new().file("README.md", "x\n");
    for n in 0..6 {
        fixture = fixture.gate(&format!("g{n}"), "kind = \"command\", argv = [\"true\"]");
    }
    let ws = fixture.git().build();
    let runs: Vec<_> = (0..6).map(|n| ws.run(["check", &format!("g{n}"), "--rerun"]).spawn()).collect();
    for run in runs {
        let output = run.finish();
        assert_eq!(output.code, Some(0), "{}", output.told());
    }
    // Nothing on stderr: no record is damaged.
    let json = ws.run(["status", "--format", "json"]).json();
    assert_eq!((json["verdict"].as_str(), json["reused"].as_u64()), (Some("GO"), Some(6)), "{json:#?}");
}
