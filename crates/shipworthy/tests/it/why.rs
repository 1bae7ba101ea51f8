//! `why GATE`: what a reader learns of one gate, as text and as JSON.

use testkit::{Fixture, Workspace, redact};

use crate::run_counter::counted;

/// Three commits: the gate passes on the first, is not run on the second, and fails on the third.
fn turned() -> Workspace {
    let ws = Fixture::new()
        .package("core", |p| p)
        .file("notes.txt", "done\n")
        .gate_with(
            "notes",
            r#"kind = "file", path = "notes.txt", lacks = "todo""#,
            "why = \"notes are for readers\"\nowner = \"ann\"",
        )
        .gate("build", "kind = \"cargo-build\"")
        .git()
        .build();
    ws.run(["phase1"]).stdout_any().progress().now("2026-11-21T10:00:00Z").done();
    ws.append("notes.txt", "more\n");
    ws.commit("Second");
    ws.append("notes.txt", "todo\n");
    ws.commit("Third");
    ws.run(["phase1"]).exit(1).stdout_any().progress().now("2026-11-21T12:00:00Z").done();
    ws
}

const LOGS: &str = ".readiness/logs/";

const NOW: &str = "2026-11-21T12:30:00Z";

/// What it says, without what is of this machine or this minute.
fn why(ws: &Workspace, gate: &str, code: i32) -> String {
    let told = ws.run(["why", gate]).now(NOW).exit(code).text();
    let of_machine = |line: &&str| {
        let starts =
            ["  system ", "  tool ", "  cargo settings "].iter().any(|start| line.starts_with(start));
        !starts && !line.contains(LOGS)
    };
    let digest = |word: &str| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let steady = |word| if digest(word) { "[DIGEST]" } else { word };
    let lines =
        told.lines().filter(of_machine).map(|line| line.split(' ').map(steady).collect::<Vec<_>>().join(" "));
    redact(&lines.map(|line| line + "\n").collect::<String>(), ws)
}

#[test]
fn a_failure_is_told_with_the_commit_on_which_it_turned() {
    let ws = turned();
    insta::assert_snapshot!(why(&ws, "notes", 1), @r#"
    FAIL  notes  The gate notes
      priority    P0, required
      check       file
      judged      by checklist [DIGEST], policy [DIGEST] (P0 P1)
      why         notes are for readers
      owner       ann
    Last run
      recorded  [TIME] ago on [COMMIT], at [AT]
      took  [TIME], 1 file
      evidence    notes.00000003.[DIGEST]
      looked at   notes.txt
      looked at   1 file
    Found (1)
      notes.txt:3  `todo` is found [lacks]
        fix: remove it, or correct the pattern
    Depends on
      check           [DIGEST]
      file notes.txt  100644 [DIGEST]
    History
      last passed [TIME] ago on [COMMIT], at [AT]
      last failed [TIME] ago on [COMMIT], at [AT]
      turned      from pass ([COMMIT]) to fail ([COMMIT])
    next: shipworthy check notes
    "#);
    let json = ws.run(["why", "notes", "--format", "json"]).now(NOW).exit(1).json();
    let commits: Vec<String> = ws.git(["rev-list", "HEAD"]).lines().map(str::to_owned).collect();
    let turned = &json["turned"];
    assert_eq!((&turned["from"], &turned["to"]), (&"pass".into(), &"fail".into()));
    assert_eq!(turned["commit"], commits[0], "it was seen to fail here");
    assert_eq!(turned["before"]["commit"], commits[2], "and to hold here");
    assert_eq!(json["last_pass"]["commit"], commits[2]);
    assert_eq!(json["last_fail"]["commit"], commits[0]);
    assert_eq!((&json["gate"]["outcome"], &json["changed"]), (&"fail".into(), &serde_json::json!([])));
}

#[test]
fn what_changed_is_named_part_by_part_and_file_by_file() {
    let ws = turned();
    ws.append("crates/core/src/lib.rs", "\n/// More.\npub struct More;\n");
    ws.write("crates/core/src/new.rs", "//! New.\n");
    let json = ws.run(["why", "build", "--format", "json"]).now(NOW).exit(3).json();
    assert_eq!(json["gate"]["outcome"], "stale");
    let changed = &json["changed"][0];
    assert_eq!(
        (&changed["part"], json["changed"].as_array().map(Vec::len)),
        (&"files crates/core".into(), Some(1))
    );
    let files = serde_json::json!([
        { "path": "crates/core/src/lib.rs", "change": "changed" },
        { "path": "crates/core/src/new.rs", "change": "added" },
    ]);
    assert_eq!(changed["files"], files);
    insta::assert_snapshot!(why(&ws, "build", 3), @r#"
    stale  build  The gate build
      reason      changed since: files crates/core
      priority    P0, required
      check       cargo-build
      judged      by checklist [DIGEST], policy [DIGEST] (P0 P1)
    Last run
      recorded  [TIME] ago on [COMMIT], at [AT]
      took  [TIME], 1 target
      evidence    build.00000002.[DIGEST]
      looked at   1 member of the workspace
      ran         cargo build --workspace --all-targets --keep-going --message-format=json --color=never: exit code 0, [TIME]
    Measured
      0 errors
      0 warnings
      0 targets skipped
    Depends on
      check              [DIGEST]
      file Cargo.lock    100644 [DIGEST]
      file Cargo.toml    100644 [DIGEST]
      files crates/core  [DIGEST] -> [DIGEST]
          changed crates/core/src/lib.rs
          added   crates/core/src/new.rs
      members            [DIGEST]
      targets            [DIGEST]
    History
      last passed [TIME] ago on [COMMIT], at [AT]
      last failed never, as far as evidence is kept
    next: shipworthy check build
    "#);
}

/// Where the text says that the output is, it is.
#[test]
fn the_logs_it_names_are_there() {
    let ws = Fixture::new().gate("gate", &counted("gate", "echo out; echo err >&2")).build();
    ws.run(["phase1"]).stdout_any().progress().done();
    let told = ws.run(["why", "gate"]).text();
    let logs: Vec<&str> = told.split_whitespace().filter(|word| word.starts_with(LOGS)).collect();
    assert_eq!(logs.iter().map(|log| ws.read(log)).collect::<Vec<_>>(), ["out\n", "err\n"]);
    let json = ws.run(["why", "gate", "--format", "json"]).json();
    let step = &json["record"]["steps"][0];
    assert_eq!([&step["stdout"]["log"], &step["stderr"]["log"]], [logs[0], logs[1]]);
}

#[test]
fn a_gate_that_was_never_run_has_no_history() {
    let ws = Fixture::new().gate("gate", &counted("gate", "true")).build();
    insta::assert_snapshot!(why(&ws, "gate", 3), @r#"
    not-run  gate  The gate gate
      priority    P0, required
      check       command
      judged      by checklist [DIGEST], policy [DIGEST] (P0 P1)
    History
      last passed never, as far as evidence is kept
      last failed never, as far as evidence is kept
    next: shipworthy check gate
    "#);
    let json = ws.run(["why", "gate", "--format", "json"]).exit(3).json();
    for key in ["record", "last_pass", "last_fail", "turned"] {
        assert!(json.get(key).is_some_and(serde_json::Value::is_null), "{key}: {:#}", json.0);
    }
    ws.run(["why", "gat"]).exit(2).stderr_has("there is no gate `gat`").stderr_has("`gate`").done();
    ws.run(["why"]).exit(2).stderr_has("<GATE>").done();
}

/// What another gate does is another question.
#[test]
fn why_is_about_one_gate_alone() {
    let ws = Fixture::new()
        .file("a", "")
        .gate("base", "kind = \"file\", path = \"a\"")
        .gate_with(
            "top",
            "kind = \"file\", path = \"readiness.toml\", contains = \"top\"",
            "needs = [\"base\"]",
        )
        .build();
    ws.run(["phase1"]).stdout_any().progress().done();
    ws.remove("a");
    let json = ws.run(["why", "top", "--format", "json"]).json();
    assert_eq!((&json["gate"]["id"], &json["gate"]["outcome"]), (&"top".into(), &"pass".into()));
    ws.run(["why", "base"]).exit(3).stdout_has("stale").stdout_has("removed a").done();
}
