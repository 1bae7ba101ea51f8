//! Waivers: a failure accepted for a while, by somebody, until a day.

use testkit::{Fixture, Workspace};

use crate::run_counter::counted;

fn fixture() -> Workspace {
    let waiver = |gate: &str, expires: &str| {
        format!(
            "[[waiver]]\ngate = \"{gate}\"\nreason = \"tracked\"\nowner = \"ann\"\napprover = \"bob\"\nexpires = {expires}\n"
        )
    };
    Fixture::new()
        .gate("clippy", &counted("clippy", "test ! -e ../broken"))
        .gate("tests", &counted("tests", "true"))
        .gate_with("after", &counted("after", "true"), "needs = [\"clippy\"]")
        .readiness(&waiver("clippy", "2026-11-21"))
        .build()
}

#[test]
fn a_waived_failure_is_no_obstacle_and_stays_visible() {
    let ws = fixture();
    ws.write("../broken", "");
    let json = ws.run(["phase1", "--format", "json"]).now("2026-11-20T10:00:00Z").progress().json();
    assert_eq!((json.outcome("clippy"), &json["verdict"]), ("waived", &"GO".into()));
    assert_eq!(json.finding_rules("clippy"), ["exit"], "what was found is still told");
    assert_eq!(json.outcome("after"), "pass", "what needs it may run");
    let waiver = &json["waivers"][0];
    assert_eq!((&waiver["used"], &waiver["days_left"]), (&true.into(), &1.into()));
    let told = ws.run(["status"]).now("2026-11-20T10:00:00Z").text();
    assert!(
        told.contains("waived: clippy until 2026-11-21 (1 day left): tracked (owner ann, approved by bob)"),
        "{told}"
    );
}

/// It holds through the whole of its last day, and no longer.
#[test]
fn a_waiver_ends_with_its_last_day() {
    let ws = fixture();
    ws.write("../broken", "");
    let last = "2026-11-21T23:59:59Z";
    ws.run(["phase1", "--format", "json"]).now(last).progress().json();
    assert!(ws.run(["status"]).now(last).text().contains("(its last day)"));
    let after = ws.run(["status", "--format", "json"]).now("2026-11-22T00:00:00Z");
    let after = after.exit(2).stderr_has("expired").json();
    assert_eq!(after["verdict"], serde_json::Value::Null);
}

#[test]
fn a_waiver_that_covers_nothing_is_told() {
    let ws = fixture();
    let now = "2026-11-20T10:00:00Z";
    let json = ws.run(["phase1", "--format", "json"]).now(now).progress().json();
    assert_eq!((json.outcome("clippy"), &json["waivers"][0]["used"]), ("pass", &false.into()));
    let told = ws.run(["status"]).now(now).text();
    assert!(
        told.contains("note: the waiver of clippy is not used: nothing fails there; remove it"),
        "{told}"
    );
    let told = ws.run(["check", "tests"]).now(now).progress().text();
    assert!(!told.contains("clippy"), "whoever asks about something else is not told: {told}");
}

/// To git, a name and an address are one person, and so are two names by the mailmap.
#[test]
fn whom_git_knows_as_one_is_one() {
    for (owner, approver, mailmap) in [
        ("ada", "countess@x.invalid", ""),
        ("countess", "Ada Lovelace", ""),
        ("ada", "byron", "Augusta Byron <countess@x.invalid>\n"),
    ] {
        let ws = Fixture::new()
            .file(".mailmap", mailmap)
            .gate("passes", &counted("passes", "true"))
            .gate("fails", &counted("fails", "false"))
            .readiness(&format!(
                "[[waiver]]\ngate = \"fails\"\nreason = \"r\"\nowner = \"{owner}\"\napprover = \"{approver}\"\nexpires = 2026-12-01"
            ))
            .git()
            .build();
        ws.run(["status"]).now("2026-11-20T10:00:00Z").exit(3).text();
        let author = "--author=Ada Lovelace <countess@x.invalid>";
        ws.git(["commit", "--quiet", "--allow-empty", author, "--message", "x"]);
        let told = ws.run(["status"]).now("2026-11-20T10:00:00Z").exit(2);
        told.stderr_has("to git").stderr_has("Ada Lovelace <countess@x.invalid>").done();
    }
}

/// Where every required gate is waived, nothing is proven.
#[test]
fn waivers_alone_are_no_go() {
    let ws = Fixture::new()
        .gate("fails", &counted("fails", "false"))
        .gate_with("passes", &counted("passes", "true"), "priority = \"P3\"")
        .readiness("[[waiver]]\ngate = \"fails\"\nreason = \"r\"\nowner = \"ann\"\napprover = \"bob\"\nexpires = 2026-12-01")
        .git()
        .build();
    let run = ws.run(["ready"]).now("2026-11-20T10:00:00Z").exit(3).progress();
    run.stdout_has("nothing is proven: every gate that a GO needs is waived").done();
}
