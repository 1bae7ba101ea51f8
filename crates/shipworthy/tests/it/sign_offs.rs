//! Sign-offs: what a person answered, until a day, and for a commit when one is named.

use testkit::{Fixture, Workspace};

const NOW: &str = "2026-11-20T10:00:00Z";

fn said(answer: &str, more: &str) -> String {
    format!(
        "[[sign-off]]\ngate = \"legal\"\nanswer = \"{answer}\"\nby = \"ann\"\ndate = 2026-11-01\nuntil = 2026-11-21\n{more}\n"
    )
}

fn fixture(answer: &str) -> Workspace {
    Fixture::new()
        .file("README.md", "# One\n")
        .file("LICENSE", "Mine.\n")
        .gate_with("legal", r#"kind = "sign-off", question = "May we?""#, "inputs = [\"LICENSE\"]")
        .gate_with("after", r#"kind = "file", path = "README.md""#, "needs = [\"legal\"]")
        .readiness(answer)
        .git()
        .build()
}

#[test]
fn who_said_what_is_shown_with_the_verdict() {
    let ws = fixture(&said("yes", "note = \"twice\""));
    let json = ws.run(["phase1", "--format", "json"]).now(NOW).progress().json();
    assert_eq!(
        (json.outcome("legal"), json.outcome("after"), &json["verdict"]),
        ("pass", "pass", &"GO".into())
    );
    let sign_off = &json["sign_offs"][0];
    assert_eq!(
        (&sign_off["by"], &sign_off["used"], &sign_off["days_left"]),
        (&"ann".into(), &true.into(), &1.into())
    );
    let told = ws.run(["status"]).now(NOW).text();
    let line = "signed off: legal: yes, by ann on 2026-11-01 until 2026-11-21 (1 day left): twice";
    assert!(told.contains(line), "{told}");
    assert!(told.contains("next sign-off to end: legal, 1 day left"), "{told}");
    let why = ws.run(["why", "legal"]).now(NOW).text();
    assert!(why.contains("yes, by ann on 2026-11-01"), "{why}");
}

#[test]
fn a_refusal_is_a_failure() {
    let ws = fixture(&said("no", ""));
    let json = ws.run(["phase1", "--format", "json"]).now(NOW).progress().exit(1).json();
    assert_eq!((json.outcome("legal"), json.outcome("after")), ("fail", "not-run"));
}

/// It holds through the whole of its last day; then what was proven by it is stale, and the gate asks again.
#[test]
fn an_answer_ends_with_its_last_day() {
    let ws = fixture(&said("yes", ""));
    ws.run(["phase1", "--format", "json"]).now("2026-11-21T23:59:59Z").progress().json();
    let ended = "this sign-off ended on 2026-11-21, 1 day ago";
    let after = "2026-11-22T00:00:00Z";
    let json = ws.run(["status", "--format", "json"]).now(after).exit(3).stderr_has(ended).json();
    assert_eq!((json.outcome("legal"), &json["sign_offs"][0]["used"]), ("stale", &false.into()));
    assert_eq!(json.gate("legal")["changed"], serde_json::json!(["sign-off"]));
    let json = ws.run(["phase1", "--format", "json"]).now(after).exit(3).stderr_has(ended).json();
    assert_eq!(json.outcome("legal"), "unknown");
}

/// An answer for a commit is one for the gate's inputs as they are there, and for nothing else.
#[test]
fn only_inputs_are_answered_for() {
    let ws = fixture("");
    let commit = ws.git(["rev-parse", "HEAD"]);
    ws.append("readiness.toml", &said("yes", &format!("commit = \"{}\"", commit.trim())));
    ws.append("README.md", "More.\n");
    ws.write("new.txt", "x\n");
    ws.commit("Answer, and go on");
    let legal = || ws.run(["check", "legal", "--format", "json"]).now(NOW).progress();
    assert_eq!(legal().json().outcome("legal"), "pass");
    ws.append("LICENSE", "Yours.\n");
    let json = legal().exit(3).json();
    assert_eq!(json.outcome("legal"), "unknown");
    assert!(json.gate("legal")["reason"].as_str().unwrap().ends_with("LICENSE differs"), "{json:#?}");
}

/// Another answer is another question to the evidence.
#[test]
fn an_answer_that_is_changed_counts_at_once() {
    let ws = fixture(&said("yes", ""));
    ws.run(["phase1", "--format", "json"]).now(NOW).progress().json();
    ws.replace("readiness.toml", "answer = \"yes\"", "answer = \"no\"");
    assert_eq!(ws.run(["status", "--format", "json"]).now(NOW).exit(3).json().outcome("legal"), "stale");
    let json = ws.run(["phase1", "--format", "json"]).now(NOW).progress().exit(1).json();
    assert_eq!(json.outcome("legal"), "fail");
}
