//! Which gates run at the same time. Gates prove it to each other by files beside the workspace; nothing is timed.

use testkit::Fixture;

/// A gate that leaves `../mine` and ends well only once `../theirs` is there.
fn meets(mine: &str, theirs: &str) -> String {
    format!(
        r#"kind = "command", argv = ["sh", "-c", "touch ../{mine}; until test -e ../{theirs}; do sleep 0.02; done"]"#
    )
}

#[test]
fn gates_run_side_by_side_within_jobs() {
    let fixture = |timeout: &str| {
        let timeout = format!("timeout = \"{timeout}\"");
        Fixture::new().gate_with("one", &meets("1", "2"), &timeout).gate_with(
            "two",
            &meets("2", "1"),
            &timeout,
        )
    };
    fixture("120s").build().run(["phase1", "--jobs", "2", "--format", "json"]).progress().json();
    let json =
        fixture("1s").build().run(["phase1", "--jobs", "1", "--format", "json"]).exit(1).progress().json();
    assert_eq!((json.outcome("one"), json.outcome("two")), ("fail", "pass"), "one at a time");
}

/// Holds `../busy` for a while; fails when somebody else holds it.
const HOLD: &str = "mkdir ../busy || exit 1; sleep 0.2; rmdir ../busy";

#[test]
fn cargo_gates_run_one_after_the_other() {
    let script = format!(
        "#!/bin/sh\n# A fake cargo.\nif [ \"$1\" = --version ]; then echo cargo 1.95.0; exit; fi\n{HOLD}\n"
    );
    let cargo = r#"kind = "command", argv = ["cargo", "hold"]"#;
    let ws = Fixture::new()
        .gate_with("one", cargo, "timeout = \"120s\"")
        .gate_with("two", cargo, "timeout = \"120s\"")
        .gate_with("three", cargo, "timeout = \"120s\"")
        .gate_with("meets-a", &meets("a", "b"), "timeout = \"120s\"")
        .gate_with("meets-b", &meets("b", "a"), "timeout = \"120s\"")
        .build();
    ws.run(["phase1", "--jobs", "4", "--format", "json"])
        .with_tool("cargo", &script)
        .with_tool("cargo-hold", &script)
        .progress()
        .json();
}

#[test]
fn a_lone_gate_runs_alone() {
    let hold = format!(
        r#"kind = "command", alone = true, argv = ["sh", "-c", "test -z $(ls ../at-*) || exit 1; {HOLD}"]"#
    );
    let other = |id: &str| {
        format!(
            r#"kind = "command", argv = ["sh", "-c", "test ! -e ../busy || exit 1; touch ../at-{id}; sleep 0.2; rm ../at-{id}; test ! -e ../busy"]"#
        )
    };
    let ws = Fixture::new()
        .gate("a", &other("a"))
        .gate("lone", &hold)
        .gate("b", &other("b"))
        .gate("alone-too", &hold)
        .gate("c", &other("c"))
        .build();
    ws.run(["phase1", "--jobs", "8", "--format", "json"]).progress().json();
}
