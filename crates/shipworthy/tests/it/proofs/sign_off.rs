//! The proofs of `sign-off`.

use testkit::{Fixture, Run, Workspace};

use super::asked::{fails, passes, unknown};

const NOW: &str = "2026-11-21T08:00:00Z";

/// A gate that asks.
fn asked() -> Workspace {
    Fixture::new()
        .file("README.md", "# One\n")
        .gate("gate", r#"kind = "sign-off", question = "Has somebody read the licences?""#)
        .git()
        .build()
}

fn said(answer: &str, until: &str, more: &str) -> String {
    format!(
        "[[sign-off]]\ngate = \"gate\"\nanswer = \"{answer}\"\nby = \"ann\"\ndate = 2026-11-01\nuntil = {until}\n{more}\n"
    )
}

fn gate(ws: &Workspace) -> Run<'_> {
    super::asked::gate(ws).now(NOW)
}

/// The gate, with an answer for the commit that is checked out, committed.
fn answered(answer: &str, until: &str, more: &str) -> Workspace {
    let ws = asked();
    let commit = ws.git(["rev-parse", "HEAD"]);
    ws.append("readiness.toml", &said(answer, until, &format!("commit = \"{commit}\"\n{more}")));
    ws.commit("Sign off");
    ws
}

#[test]
pub(super) fn fires() {
    let json = fails(gate(&answered("no", "2026-11-21", "note = \"two are missing\"")), &["refused"]);
    let told = json.findings("gate")[0]["message"].as_str().unwrap();
    assert!(told.contains("ann") && told.ends_with("two are missing"), "{told}");
}

/// To write the answer down, and to commit that, does not undo it.
#[test]
pub(super) fn stays_silent() {
    let ws = answered("yes", "2026-11-21", "");
    assert_eq!(passes(gate(&ws)).subjects("gate"), 1);
    assert_eq!(ws.run(["status", "--format", "json"]).now(NOW).json().outcome("gate"), "pass");
}

/// Nobody has answered, not for this tree, or not for today.
#[test]
pub(super) fn vacuous_is_unknown() {
    let json = unknown(gate(&asked()), "nothing to look at");
    let finding = &json.findings("gate")[0];
    assert_eq!(finding["message"], "Has somebody read the licences?");
    assert!(finding["remedy"].as_str().unwrap().contains("[[sign-off]] gate = \"gate\""), "{finding}");

    let ws = answered("yes", "2026-11-20", "");
    let ended = ws.run(["check", "gate", "--format", "json"]).now(NOW);
    unknown(ended.stderr_has("this sign-off ended on 2026-11-20, 1 day ago"), "nothing to look at");

    let ws = answered("yes", "2026-12-31", "");
    passes(gate(&ws));
    ws.append("README.md", "More.\n");
    let json = ws.run(["status", "--format", "json"]).now(NOW).exit(3).json();
    assert_eq!(json.outcome("gate"), "stale");
    let json = unknown(gate(&ws), "nothing to look at");
    assert!(
        json.gate("gate")["reason"].as_str().unwrap().ends_with("from which README.md differs"),
        "{json:#?}"
    );
}

/// No tool is needed for the answer, but git is for what has changed since.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = asked();
    let commit = "0123456789".repeat(4);
    ws.append("readiness.toml", &said("yes", "2026-12-31", &format!("commit = \"{commit}\"")));
    let json = unknown(gate(&ws), "could not look");
    assert!(
        json.gate("gate")["reason"].as_str().unwrap().contains("0123456789 is not in this repository"),
        "{json:#?}"
    );
    unknown(gate(&ws).without_tool("git"), "tool missing");
    ws.remove(".git");
    unknown(gate(&ws), "could not look");
}
