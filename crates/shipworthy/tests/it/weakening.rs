//! A checklist that asks for less than before: every answer says so, with the line and the commit, and the policy can refuse it.

use serde_json::Value;
use testkit::{Fixture, Json, Workspace};

const LIST: &str = r#"schema = 1
title = "A fixture"

[policy]
required = ["P0", "P1"]
max-age = { network = "24h" }
longest-waiver = "60d"
approvers = ["bob"]

[[phase]]
id = "one"

[[phase.gate]]
id = "readme"
title = "T"
priority = "P0"
check = { kind = "file", path = "README.md", contains = ["R", "S"], min-lines = 2, max-lines = 9 }

[[phase.gate]]
id = "says"
title = "T"
priority = "P1"
max-age = "1d"
check = { kind = "command", argv = ["echo", "42 tests"], numbers = [
    { name = "tests", pattern = "(\\d+) tests", at-least = 40 },
] }

[[phase]]
id = "two"
entry = ["readme"]

[[phase.gate]]
id = "last"
title = "T"
priority = "P0"
inputs = ["README.md"]
check = { kind = "command", argv = ["true"] }

[[waiver]]
gate = "last"
reason = "r"
owner = "ann"
approver = "bob"
expires = 2026-12-01
"#;

const NOW: &str = "2026-11-21T10:00:00Z";

fn fixture(checklist: &str) -> Workspace {
    Fixture::new().file("README.md", "# R\nS\n").file("docs/a.md", "# A\n").checklist(checklist).git().build()
}

/// A branch of what a remote has as its main one.
fn clone(checklist: &str) -> Workspace {
    let ws = fixture(checklist);
    ws.git(["update-ref", "refs/remotes/origin/trunk", "HEAD"]);
    ws.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    ws.git(["checkout", "--quiet", "-b", "work"]);
    ws
}

fn status(ws: &Workspace) -> Json {
    ws.run(["status", "--format", "json"]).now(NOW).exit(3).stderr_any().json()
}

fn told(json: &Json) -> Vec<String> {
    let weakened = json["ground"]["weakened"].as_array().unwrap().iter();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    weakened.map(|one| format!("{}: {}", word(one, "direction"), word(one, "weakening"))).collect()
}

#[test]
fn every_weakening_is_listed() {
    let until = "expires = 2026-12-01";
    let table: &[(&str, &str, &[&str])] = &[
        ("\"P0\", \"P1\"", "\"P0\"", &["weaker: policy: required P0, P1 -> P0"]),
        ("network = \"24h\"", "network = \"48h\"", &["weaker: policy: max-age.network 1 day -> 2 days"]),
        ("longest-waiver = \"60d\"\n", "", &["weaker: policy: longest-waiver 60 days -> 180 days"]),
        (
            "approvers = [\"bob\"]",
            "approvers = [\"bob\"]\nshare = \"user\"",
            &["weaker: policy: share none -> user"],
        ),
        ("[\"bob\"]", "[\"bob\", \"eve\"]", &["weaker: policy: approvers bob -> bob, eve"]),
        (
            "id = \"readme\"\ntitle = \"T\"\npriority = \"P0\"",
            "id = \"readme\"\ntitle = \"T\"\npriority = \"P2\"",
            &["weaker: gate readme: priority P0 -> P2"],
        ),
        ("min-lines = 2", "min-lines = 1", &["weaker: gate readme: min-lines 2 -> 1"]),
        (", min-lines = 2", "", &["weaker: gate readme: min-lines 2 -> none"]),
        ("max-lines = 9", "max-lines = 99", &["weaker: gate readme: max-lines 9 -> 99"]),
        ("[\"R\", \"S\"]", "[\"R\"]", &["changed: gate readme: contains R, S -> R"]),
        ("path = \"README.md\"", "path = \"LICENSE\"", &["changed: gate readme: path README.md -> LICENSE"]),
        ("at-least = 40", "at-least = 4", &["weaker: gate says: numbers.tests.at-least 40 -> 4"]),
        ("max-age = \"1d\"\n", "", &["weaker: gate says: max-age 1 day -> none"]),
        ("entry = [\"readme\"]\n", "", &["weaker: phase two: entry readme -> none"]),
        ("inputs = [\"README.md\"]\n", "", &["weaker: gate last: inputs README.md -> none"]),
        (
            "inputs = [\"README.md\"]",
            "inputs = [\"README.md\"]\nexcept = [\"docs/a.md\"]",
            &["weaker: gate last: except none -> docs/a.md"],
        ),
        (
            "inputs = [\"README.md\"]",
            "inputs = [\"README.md\"]\nonly = [\"docs/**\"]",
            &["weaker: gate last: only none -> docs/**"],
        ),
        (
            "inputs = [\"README.md\"]",
            "inputs = [\"README.md\"]\nplatforms = [\"macos\"]",
            &["weaker: gate last: platforms none -> macos"],
        ),
        (
            "inputs = [\"README.md\"]",
            "inputs = [\"README.md\"]\nwatch = \"7d\"",
            &["weaker: gate last: watch none -> 7 days"],
        ),
        (
            "[\"true\"] }",
            "[\"true\", \"{name}\"] }\neach = \"publishable\"",
            &["weaker: gate last: each none -> publishable", "changed: gate last: argv true -> true, {name}"],
        ),
        ("[\"true\"]", "[\"true\", \"x\"]", &["changed: gate last: argv true -> true, x"]),
        (until, "expires = 2026-12-09", &["weaker: waiver of last: expires 2026-12-01 -> 2026-12-09"]),
        (
            until,
            "expires = 2026-12-01\n[[waiver]]\ngate = \"says\"\nreason = \"r\"\nowner = \"ann\"\napprover = \"bob\"\nexpires = 2026-12-01",
            &["weaker: waiver of says: new, until 2026-12-01, approved by bob"],
        ),
        ("id = \"says\"", "id = \"says2\"", &["weaker: gate says: gone"]),
        // What asks for more, or for the same, is no news.
        (
            "min-lines = 2",
            "min-lines = 2, executable = true",
            &["changed: gate readme: executable none -> true"],
        ),
        ("max-lines = 9", "max-lines = 8", &[]),
        ("min-lines = 2", "min-lines = 3", &[]),
        (
            until,
            "expires = 2026-12-01\n[release]\nno-verify = \"needs a board\"\ntag-name = \"v{version}\"",
            &["weaker: release: no-verify none -> needs a board"],
        ),
        (
            until,
            "expires = 2026-12-01\n[release.packages.core]\nfeatures = \"x\"",
            &["changed: release of core: features none -> x"],
        ),
        (until, "expires = 2026-11-30", &[]),
        ("title = \"A fixture\"", "title = \"Another\"", &[]),
        ("id = \"two\"", "id = \"two\"\ntitle = \"Two\"", &[]),
    ];
    let ws = clone(LIST);
    assert_eq!(told(&status(&ws)), [""; 0]);
    for (from, to, expected) in table {
        ws.write("readiness.toml", LIST);
        ws.replace("readiness.toml", from, to);
        assert_eq!(told(&status(&ws)), *expected, "{from} -> {to}");
    }
}

/// Where runs are observed, evidence is bound to what they read, wherever that is.
#[test]
fn observing_less_is_listed() {
    let list = LIST
        .replace("approvers = [\"bob\"]\n", "approvers = [\"bob\"]\nobserve = true\n")
        .replace("max-age = \"1d\"\n", "max-age = \"1d\"\nobserve = true\n");
    let table: &[(&str, &str, &[&str])] = &[
        ("observe = true\n\n", "\n", &["weaker: policy: observe true -> false"]),
        ("observe = true\ncheck", "check", &["weaker: gate says: observe true -> none"]),
        ("observe = true\ncheck", "observe = false\ncheck", &["weaker: gate says: observe true -> false"]),
        ("inputs = [", "observe = false\ninputs = [", &["weaker: gate last: observe none -> false"]),
        ("inputs = [", "observe = true\ninputs = [", &[]),
    ];
    let ws = clone(&list);
    for (from, to, expected) in table {
        ws.write("readiness.toml", &list);
        ws.replace("readiness.toml", from, to);
        assert_eq!(told(&status(&ws)), *expected, "{from} -> {to}");
    }
}

/// Each is told with the line where it stands, and the commit since which it has been so.
#[test]
fn a_weakening_has_its_line_and_its_commit() {
    let ws = clone(LIST);
    ws.replace("readiness.toml", "max-lines = 9", "max-lines = 8");
    ws.commit("Ask for more");
    ws.replace("readiness.toml", "at-least = 40", "at-least = 4");
    ws.commit("Ask for less");
    let culprit = ws.git(["rev-parse", "HEAD"]);
    ws.replace("readiness.toml", "title = \"A fixture\"", "title = \"B\"");
    ws.commit("Call it otherwise");
    ws.write("other.txt", "x\n");
    ws.commit("Go on");
    ws.replace("readiness.toml", "entry = [\"readme\"]\n", "");
    for _ in 0..2 {
        let json = status(&ws);
        let ground = &json["ground"];
        assert_eq!(
            told(&json),
            ["weaker: gate says: numbers.tests.at-least 40 -> 4", "weaker: phase two: entry readme -> none"]
        );
        assert_eq!(
            (&ground["weakened"][0]["line"], &ground["weakened"][0]["commit"]),
            (&24.into(), &culprit.clone().into())
        );
        assert_eq!(
            (&ground["weakened"][1]["line"], &ground["weakened"][1]["commit"]),
            (&28.into(), &Value::Null)
        );
        assert_eq!(ground["compared"][0]["with"], "origin/trunk");
        let shown = format!(
            "weaker: gate says: numbers.tests.at-least 40 -> 4 (line 24, in {}; since origin/trunk)",
            &culprit[..7]
        );
        ws.run(["status"]).now(NOW).exit(3).stdout_has(&shown).stdout_has("not committed").done();
    }
}

/// Without a remote, the last GO is what the checklist is held against, and the last release where there was one.
#[test]
fn the_last_go_and_the_last_release_are_compared_with() {
    let list = LIST.split("[[waiver]]").next().unwrap();
    let ws = fixture(list);
    ws.run(["ready"]).now(NOW).progress().stdout_has("GO").done();
    ws.replace("readiness.toml", "[\"R\", \"S\"]", "[\"R\"]");
    ws.commit("Ask for less");
    let json = ws.run(["ready", "--format", "json"]).now(NOW).progress().json();
    assert_eq!(told(&json), ["changed: gate readme: contains R, S -> R"]);
    assert_eq!(json["ground"]["weakened"][0]["since"], serde_json::json!(["the last GO"]));
    let json = ws.run(["ready", "--format", "json"]).now(NOW).json();
    assert_eq!(told(&json), [""; 0], "that was a GO, too");
    ws.git(["tag", "v0.9.0", "HEAD~1"]);
    ws.git(["tag", "v0.10.0", "HEAD~1"]);
    let json = ws.run(["status", "--format", "json"]).now(NOW).json();
    assert_eq!(json["ground"]["weakened"][0]["since"], serde_json::json!(["v0.10.0"]));
}

/// A policy that refuses holds even when it is taken out by the same change, until another person approves each weakening.
#[test]
fn a_policy_can_refuse_what_nobody_approved() {
    let list =
        LIST.split("[[waiver]]").next().unwrap().replace("[policy]\n", "[policy]\nweakening = \"refuse\"\n");
    let ws = clone(&list);
    ws.run(["ready"]).now(NOW).progress().stdout_has("GO").done();
    ws.replace("readiness.toml", "at-least = 40", "at-least = 30");
    ws.replace("readiness.toml", "weakening = \"refuse\"\n", "");
    let ready = |exit| ws.run(["ready", "--format", "json"]).now(NOW).exit(exit).progress().json();
    let json = ready(3);
    assert_eq!(json["verdict"], "INCOMPLETE");
    assert_eq!(json["irregular"].as_array().unwrap().len(), 2, "{json:#?}");
    ws.run(["status"]).now(NOW).exit(3).stdout_has("nobody approved that the checklist was weakened").done();
    let approval = |weakening: &str, approver: &str| {
        format!(
            "\n[[weakening]]\nweakening = \"{weakening}\"\nreason = \"r\"\nowner = \"ann\"\napprover = \"{approver}\"\n"
        )
    };
    let one = "gate says: numbers.tests.at-least 40 -> 30";
    ws.append("readiness.toml", &approval(one, "bob"));
    assert_eq!(ready(3)["irregular"].as_array().unwrap().len(), 1);
    ws.append("readiness.toml", &approval("policy: weakening refuse -> report", "bob"));
    let json = ready(0);
    assert_eq!((&json["verdict"], &json["ground"]["weakened"][0]["approver"]), (&"GO".into(), &"bob".into()));
    // Whom the change makes an approver approves nothing of it.
    let file = ws.read("readiness.toml");
    ws.write("readiness.toml", file.replace("[\"bob\"]", "[\"bob\", \"eve\"]"));
    let adding = "policy: approvers bob -> bob, eve";
    ws.append("readiness.toml", &approval(adding, "eve"));
    assert_eq!(ready(3)["verdict"], "INCOMPLETE");
    ws.write("readiness.toml", &file);
    ws.append("readiness.toml", &approval("gate says: gone", "bob"));
    ws.run(["ready"]).now(NOW).stdout_has("note: the approval of `gate says: gone` is not used").done();
    ws.write("readiness.toml", &file);
    // It is for that change and no other.
    ws.replace("readiness.toml", "at-least = 30", "at-least = 3");
    assert_eq!(ready(3)["verdict"], "INCOMPLETE");
    ws.replace(
        "readiness.toml",
        "40 -> 30\"\nreason = \"r\"\nowner = \"ann\"",
        "40 -> 3\"\nreason = \"r\"\nowner = \"Bob\"",
    );
    ws.run(["ready"]).now(NOW).exit(2).stderr_has("this weakening is unapproved").done();
}
