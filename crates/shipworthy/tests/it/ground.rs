//! What every answer stands on: which checklist, which policy, whose clock; and what of the checklist does not count here.

use serde_json::{Value, json};
use testkit::{Fixture, Workspace};

const README: &str = r#"kind = "file", path = "README.md", contains = ["R"]"#;

fn fixture() -> Workspace {
    Fixture::new().file("README.md", "# R\n").gate("readme", README).git().build()
}

fn ground(ws: &Workspace, args: &[&str], exit: i32) -> Value {
    let json = ws.run(args).args(["--format", "json"]).exit(exit).stderr_any().json();
    json["ground"].clone()
}

/// The digest is that of the bytes, in every answer that judges, and in the record.
#[test]
fn every_answer_carries_the_digests() {
    let ws = fixture();
    let mut seen = Vec::new();
    for args in [&["phase1"][..], &["ready"], &["status"], &["check", "readme"], &["why", "readme"]] {
        let ground = ground(&ws, args, 0);
        assert_eq!(ground["basis"]["checklist"].as_str().unwrap().len(), 64, "{ground:#}");
        assert_eq!(ground["required"], json!(["P0", "P1"]));
        seen.push(ground["basis"].clone());
    }
    assert!(seen.iter().all(|basis| *basis == seen[0]), "{seen:#?}");
    let why = ws.run(["why", "readme", "--format", "json"]).json();
    assert_eq!(why["record"]["basis"], seen[0]);
    let short = |key: &str| seen[0][key].as_str().unwrap()[..7].to_owned();
    let line = format!("by checklist {}, policy {} (P0 P1)", short("checklist"), short("policy"));
    for args in [&["status"][..], &["ready"], &["why", "readme"]] {
        ws.run(args).stdout_has(&line).done();
    }

    ws.append("readiness.toml", "\n# Only a comment.\n");
    let other = ground(&ws, &["status"], 0)["basis"].clone();
    assert_ne!(other["checklist"], seen[0]["checklist"]);
    assert_eq!(other["policy"], seen[0]["policy"]);
    ws.append("readiness.toml", "\n[policy]\nrequired = [\"P0\"]\n");
    assert_ne!(ground(&ws, &["status"], 0)["basis"]["policy"], seen[0]["policy"]);
}

/// Whoever sets the clock gets an answer, and no GO: not with `ready`, not of one gate, not later by the right clock.
#[test]
fn a_clock_that_was_set_by_hand_gives_no_go() {
    let ws = fixture();
    for time in ["2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z"] {
        let run = |args: &[&str]| ws.run(args).env("SHIPWORTHY_NOW", time).exit(3).stderr_any();
        for args in [&["ready"][..], &["check", "readme"], &["phase1"], &["status"]] {
            let json = run(args).args(["--format", "json"]).json();
            assert_eq!(json["ground"]["basis"]["clock"], "by-hand");
            assert!(json["irregular"][0].as_str().unwrap().contains("SHIPWORTHY_NOW"), "{json:#?}");
            assert!(run(args).text().contains("the clock was set by hand"));
        }
        let why = run(&["why", "readme", "--format", "json"]).json();
        assert_eq!(why["ground"]["basis"]["clock"], "by-hand");
        assert_eq!(why["record"]["basis"]["clock"], "by-hand");
        assert!(run(&["why", "readme"]).text().contains("the clock was set by hand"));
    }
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!((json.outcome("readme"), &json["ground"]["basis"]["clock"]), ("stale", &"system".into()));
    ws.run(["ready"]).progress().stdout_has("GO").done();
}

/// An expired waiver is not revived.
#[test]
fn a_clock_that_was_set_back_revives_nothing() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate("readme", README)
        .gate("fails", r#"kind = "file", path = "none""#)
        .readiness(
            "[[waiver]]\ngate = \"fails\"\nreason = \"later\"\nowner = \"ann\"\napprover = \"bob\"\nexpires = 2020-02-01",
        )
        .git()
        .build();
    ws.run(["ready"]).exit(2).stderr_has("expired").done();
    let then = ws.run(["ready"]).env("SHIPWORTHY_NOW", "2020-01-01T00:00:00Z").exit(3).progress();
    then.stdout_has("waived").stdout_has("INCOMPLETE").stdout_has("the clock was set by hand").done();
}

#[test]
fn a_policy_that_leaves_out_what_matters_most_is_told() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate("fails", r#"kind = "file", path = "none""#)
        .gate_with("readme", README, "priority = \"P3\"")
        .readiness("[policy]\nrequired = [\"P3\"]")
        .git()
        .build();
    let told = ws.run(["ready"]).progress().text();
    assert!(told.contains("policy: P0 not required, only P3"), "{told}");
    assert_eq!(ground(&ws, &["status"], 0)["left_out"], json!(["P0"]));
}

#[test]
fn a_required_gate_that_is_not_for_this_system_is_told() {
    let elsewhere = if cfg!(target_os = "macos") { "linux" } else { "macos" };
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate_with("fails", r#"kind = "file", path = "none""#, &format!("platforms = [\"{elsewhere}\"]"))
        .gate("readme", README)
        .git()
        .build();
    let told = ws.run(["ready"]).progress().text();
    assert!(told.contains(&format!("required, but not on this system: fails ({elsewhere})")), "{told}");
    let excluded = ground(&ws, &["status"], 0)["excluded"].clone();
    assert_eq!(excluded, json!([{ "gate": "fails", "platforms": [elsewhere] }]));
}
