//! Sign-offs: what a person answered, until a day, and for a commit when one is named.

use testkit::{Fixture, Workspace};

const NOW: &str = "2026-11-20T10:00:00Z";

fn said(answer: &str, more: &str) -> String {
    format!(
        "[[sign-off]]\ngate = \"legal\"\nanswer = \"{answer}\"\nby = \"ann\"\ndate = 2026-11-01\nuntil = 2026-11-21\n{more}\n"
    )
}

const GATE: &str = r#"kind = "sign-off", question = "May we?""#;

fn fixture() -> Workspace {
    Fixture::new()
        .file("README.md", "# One\n")
        .file("LICENSE", "Mine.\n")
        .gate_with("legal", GATE, "inputs = [\"LICENSE\"]")
        .gate_with("after", r#"kind = "file", path = "README.md""#, "needs = [\"legal\"]")
        .git()
        .build()
}

/// The workspace with an answer for what is checked out, committed.
fn answered(answer: &str, more: &str) -> Workspace {
    let ws = fixture();
    answer_it(&ws, answer, more);
    ws
}

fn answer_it(ws: &Workspace, answer: &str, more: &str) {
    let commit = ws.git(["rev-parse", "HEAD"]);
    ws.append("readiness.toml", &format!("\n{}", said(answer, &format!("commit = \"{commit}\"\n{more}"))));
    ws.commit("Answer");
}

/// What `legal` is after a run, and why.
fn legal(ws: &Workspace, exit: i32) -> (String, String) {
    let json = ws.run(["check", "legal", "--format", "json"]).now(NOW).exit(exit).progress().json();
    (json.outcome("legal").to_owned(), json.gate("legal")["reason"].as_str().unwrap_or_default().to_owned())
}

#[track_caller]
fn asked_again(ws: &Workspace, why: &str) {
    let status = ws.run(["status", "--format", "json"]).now(NOW).exit(3).json();
    assert_ne!(status.outcome("legal"), "pass", "not by evidence either");
    let (outcome, reason) = legal(ws, 3);
    assert_eq!(outcome, "unknown", "{reason}");
    assert!(reason.contains(why), "`{why}` was expected: {reason}");
}

#[test]
fn who_said_what_is_shown_with_the_verdict() {
    let ws = answered("yes", "note = \"twice\"");
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
    let ws = answered("no", "");
    let json = ws.run(["phase1", "--format", "json"]).now(NOW).progress().exit(1).json();
    assert_eq!((json.outcome("legal"), json.outcome("after")), ("fail", "not-run"));
}

/// It holds through the whole of its last day; then what was proven by it is stale, and the gate asks again.
#[test]
fn an_answer_ends_with_its_last_day() {
    let ws = answered("yes", "");
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
    let ws = answered("yes", "");
    ws.append("README.md", "More.\n");
    ws.write("new.txt", "x\n");
    ws.commit("Go on");
    assert_eq!(legal(&ws, 0).0, "pass");
    ws.append("LICENSE", "Yours.\n");
    asked_again(&ws, "LICENSE differs");
    ws.commit("Change it");
    asked_again(&ws, "LICENSE differs");
}

#[test]
fn an_answer_is_one_to_its_question() {
    let ws = answered("yes", "");
    assert_eq!(legal(&ws, 0).0, "pass");
    ws.replace("readiness.toml", "May we?", "May we not?");
    ws.commit("Ask something else");
    asked_again(&ws, "answered another question: May we?");
    // The answer of then can be repeated for the question of then only.
    ws.append("readiness.toml", "question = \"May we not?\"\n");
    assert_eq!(legal(&ws, 0).0, "pass");
}

/// Nobody can say what was looked at, so nobody can say what has changed.
#[test]
fn an_answer_without_a_commit_is_none() {
    let ws = fixture();
    ws.append("readiness.toml", &format!("\n{}", said("yes", "question = \"May we?\"")));
    asked_again(&ws, "names no commit");
    let head = ws.git(["rev-parse", "HEAD"]);
    ws.run(["check", "legal"]).now(NOW).exit(3).progress().stdout_has(&format!("commit = \"{head}\"")).done();
}

/// A name that can be moved is no commit.
#[test]
fn a_moving_name_is_refused() {
    let ws = fixture();
    let file = ws.read("readiness.toml");
    ws.git(["tag", "v1"]);
    ws.git(["branch", "deadbeef"]);
    let short = ws.git(["rev-parse", "--short", "HEAD"]);
    for name in ["HEAD", "main", "v1", "refs/tags/v1", "deadbeef", "@", "HEAD~0", short.as_str()] {
        ws.write("readiness.toml", format!("{file}\n{}", said("yes", &format!("commit = \"{name}\""))));
        ws.run(["status"]).now(NOW).exit(2).stderr_has("is no whole commit hash").done();
    }
}

/// What git is told not to look at has changed all the same.
#[test]
fn bits_in_the_index_hide_nothing_from_an_answer() {
    for bit in ["--assume-unchanged", "--skip-worktree"] {
        let ws = answered("yes", "");
        assert_eq!(legal(&ws, 0).0, "pass");
        ws.git(["update-index", bit, "LICENSE"]);
        ws.append("LICENSE", "Yours.\n");
        asked_again(&ws, "LICENSE differs");
    }
}

/// Whoever answered for the whole tree has not answered for less because the gate asks for less now.
#[test]
fn inputs_that_come_later_narrow_no_answer() {
    let ws =
        Fixture::new().file("LICENSE", "Mine.\n").file("src.txt", "1\n").gate("legal", GATE).git().build();
    answer_it(&ws, "yes", "");
    ws.replace("readiness.toml", "check = {", "inputs = [\"LICENSE\"]\ncheck = {");
    ws.commit("Narrow it");
    assert_eq!(legal(&ws, 0).0, "pass", "nothing that was looked at has changed");
    ws.write("src.txt", "2\n");
    asked_again(&ws, "src.txt differs");
}

#[test]
fn an_answer_moves_to_no_other_gate() {
    let ws = answered("yes", "");
    let file = ws.read("readiness.toml").replace("\"legal\"", "\"legal2\"");
    ws.write("readiness.toml", file);
    let json = ws.run(["check", "legal2", "--format", "json"]).now(NOW).exit(3).progress().json();
    assert!(json.gate("legal2")["reason"].as_str().unwrap().contains("does not say to which question"));
}

/// A commit of another history says nothing of this one.
#[test]
fn an_answer_for_another_history_is_none() {
    let ws = fixture();
    ws.git(["checkout", "--quiet", "-b", "side"]);
    ws.write("side.txt", "x\n");
    ws.commit("Aside");
    let side = ws.git(["rev-parse", "HEAD"]);
    ws.git(["checkout", "--quiet", "main"]);
    ws.append("readiness.toml", &format!("\n{}", said("yes", &format!("commit = \"{side}\""))));
    asked_again(&ws, "which what is checked out does not come from");
    let file = ws.read("readiness.toml").replace(&side, &"0".repeat(40));
    ws.write("readiness.toml", file);
    asked_again(&ws, "is not in this repository");
}

/// Where there is no history, the answer repeats the question.
#[test]
fn without_git_an_answer_names_its_question() {
    let ws = Fixture::new().file("LICENSE", "Mine.\n").gate("legal", GATE).build();
    let file = ws.read("readiness.toml");
    ws.append("readiness.toml", &format!("\n{}", said("yes", "")));
    asked_again(&ws, "does not say to which question");
    ws.write("readiness.toml", format!("{file}\n{}", said("yes", "question = \"May we?\"")));
    assert_eq!(legal(&ws, 0).0, "pass");
    ws.replace("readiness.toml", "question = \"May we?\" }", "question = \"Must we?\" }");
    asked_again(&ws, "answered another question");
}

#[test]
fn inputs_that_match_nothing_are_refused() {
    for (kind, inputs) in [
        (GATE, "[\"LICENSE\", \"nope/**\"]"),
        (r#"kind = "command", argv = ["true"]"#, "[\"LICENSE\", \"scr/**\"]"),
        (r#"kind = "command", argv = ["true"]"#, "[\"LICENSE\", \"none.txt\"]"),
    ] {
        let ws = Fixture::new()
            .file("LICENSE", "Mine.\n")
            .gate_with("legal", kind, &format!("inputs = {inputs}"))
            .git()
            .build();
        let refused = ["readiness.toml:12:22", "matches no file"];
        for command in [&["status"][..], &["phase1"], &["why", "legal"]] {
            let run = ws.run(command).now(NOW).exit(2);
            refused.iter().fold(run, |run, part| run.stderr_has(part)).done();
        }
        let json = ws.run(["status", "--format", "json"]).now(NOW).exit(2).stderr_any().json();
        assert!(json["problems"][0]["message"].as_str().unwrap().contains("matches no file"), "{json:#?}");
    }
}

/// Another answer is another question to the evidence.
#[test]
fn an_answer_that_is_changed_counts_at_once() {
    let ws = answered("yes", "");
    ws.run(["phase1", "--format", "json"]).now(NOW).progress().json();
    ws.replace("readiness.toml", "answer = \"yes\"", "answer = \"no\"");
    assert_eq!(ws.run(["status", "--format", "json"]).now(NOW).exit(3).json().outcome("legal"), "stale");
    let json = ws.run(["phase1", "--format", "json"]).now(NOW).progress().exit(1).json();
    assert_eq!(json.outcome("legal"), "fail");
}
