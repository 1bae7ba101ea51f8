//! The proofs of `command`.

use testkit::Fixture;

use super::asked::{fails, gate, passes, unknown};

/// A gate that runs a script of the workspace; its parameters besides that.
fn fixture(script: &str, check: &str) -> Fixture {
    Fixture::new()
        .file("say", script)
        .gate("gate", &format!("kind = \"command\", argv = [\"sh\", \"say\"]{check}"))
}

const SIZE: &str = r#", numbers = [{ name = "size", pattern = "size: ([0-9,.]+)", at-most = 1000 }]"#;

#[test]
pub(super) fn fires() {
    let table = [
        ("exit 3", "", "exit"),
        ("exit 0", ", exit = 3", "exit"),
        ("echo one", r#", stdout = ["one", "^two"]"#, "stdout"),
        ("echo one >&2", r#", stderr = "two""#, "stderr"),
        ("echo one", r#", stdout-lacks = "o""#, "stdout-lacks"),
        ("echo one >&2", r#", stderr-lacks = "o""#, "stderr-lacks"),
        ("echo size: 1,234", SIZE, "number"),
        ("sleep 0.3", r#", max-duration = "100ms""#, "too-slow"),
        ("test -e target/mark || { mkdir -p target; touch target/mark; exit 1; }", ", retries = 2", "flaky"),
    ];
    for (script, check, rule) in table {
        fails(gate(&fixture(script, check).git().build()), &[rule]);
    }
    let slow = Fixture::new().gate_with(
        "gate",
        r#"kind = "command", argv = ["sleep", "86397"]"#,
        "timeout = \"200ms\"",
    );
    fails(gate(&slow.build()), &["timeout"]);
}

/// A gate may not change what it looks at.
#[test]
fn changing_the_tree_fails() {
    let json = fails(gate(&fixture("echo more >> say; echo new > new", "").git().build()), &["tree-changed"]);
    let mut files: Vec<_> =
        json.findings("gate").iter().map(|f| f["file"].as_str().unwrap_or_default()).collect();
    files.sort_unstable();
    assert_eq!(files, ["new", "say"]);
}

#[test]
pub(super) fn stays_silent() {
    let table = [
        ("exit 0", ""),
        ("exit 3", ", exit = 3"),
        (
            "echo one; echo two >&2",
            r#", stdout = "^one$", stderr = "^two$", stdout-lacks = "two", stderr-lacks = "one""#,
        ),
        ("echo size: 999; echo size: 1,000.0", SIZE),
        ("echo $WORD", r#", env = { WORD = "x y" }, stdout = "^x y$", max-duration = "60s", retries = 1"#),
        ("cat", r#", stdout-lacks = ".""#),
    ];
    for (script, check) in table {
        passes(gate(&fixture(script, check).git().build()));
    }
    // Words are words: no shell takes them apart.
    let words = r#"kind = "command", argv = ["printf", "%s\n", "a b", "$HOME; *"], stdout = ["^a b$", '^\$HOME; \*$']"#;
    passes(gate(&Fixture::new().gate("gate", words).build()));
}

/// It ran, but the number it was run for is not there, or is none.
#[test]
pub(super) fn vacuous_is_unknown() {
    unknown(gate(&fixture("echo done", SIZE).git().build()), "nothing to look at");
    unknown(gate(&fixture("echo size: ...", SIZE).git().build()), "could not look");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    let gone = Fixture::new().gate("gate", r#"kind = "command", argv = ["no-such-program"]"#).git().build();
    unknown(gate(&gone), "tool missing");
    unknown(gate(&fixture("exit 0", "").build()).without_tool("sh"), "tool missing");
    unknown(gate(&fixture("kill -SEGV $$", "").git().build()), "crashed");
}
