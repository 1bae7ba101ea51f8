//! One value, three renderings: text, JSON and exit code agree for every command; JSON is one document with the fields
//! that scripts rely on; colours come and go with what was asked for.

use serde_json::{Value, json};
use testkit::{Fixture, Json, Run, Workspace};

const PASS: &str = "kind = \"file\", path = \"README.md\"";
const FAIL: &str = "kind = \"file\", path = \"no.md\"";
const UNKNOWN: &str = "kind = \"command\", argv = [\"no-such-program\"]";

fn fixture(gates: &[(&str, &str)]) -> Workspace {
    let begin = Fixture::new().file("README.md", "# It\n").git();
    gates.iter().fold(begin, |fixture, (id, check)| fixture.gate(id, check)).build()
}

/// Each must be there, whatever it holds: what is unknown is null and not left out.
#[track_caller]
fn has(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(value.get(key).is_some(), "no `{key}` in {value:#}");
    }
}

#[track_caller]
fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("`{key}` is no list in {value:#}"))
}

fn any_exit(run: Run<'_>) -> (Option<i32>, Json) {
    let output = run.spawn().finish();
    let told = output.told();
    let document = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{told}"));
    (output.code, Json(document))
}

#[test]
fn json_has_the_fields_that_scripts_rely_on() {
    let measured = "kind = \"file\", path = \"README.md\", max-lines = 9";
    let ws = fixture(&[("pass", measured), ("fail", FAIL), ("unknown", UNKNOWN)]);
    let waiver = "\n[[waiver]]\ngate = \"fail\"\nreason = \"r\"\nowner = \"a\"\napprover = \"b\"\nexpires = 2026-12-31\n";
    ws.append("readiness.toml", waiver);
    let table: [&[&str]; 6] =
        [&["status"], &["phase1"], &["phase", "blockers"], &["check", "*"], &["ready"], &["status"]];
    for words in table {
        let (_, json) = any_exit(ws.run(words).args(["--format", "json"]));
        assert_eq!(json["schema"], 1);
        has(
            &json,
            &["verdict", "commit", "tree", "dirty", "executed", "reused", "gates", "missing", "waivers"],
        );
        assert_eq!((list(&json, "gates").len(), list(&json, "missing").len()), (3, 0), "{words:?}");
        assert_eq!(
            (json["commit"].as_str().map(str::len), json["tree"].as_str().map(str::len)),
            (Some(40), Some(40))
        );
        assert_eq!(json["dirty"], true);
        for gate in list(&json, "gates") {
            let keys =
                ["id", "phase", "title", "priority", "required", "kind", "outcome", "fresh", "subjects"];
            has(gate, &keys);
            has(gate, &["duration_s", "findings", "measurements", "evidence"]);
            for finding in list(gate, "findings") {
                has(finding, &["rule", "message", "file", "line", "column", "remedy"]);
            }
            for measurement in list(gate, "measurements") {
                has(measurement, &["name", "value", "unit", "limit"]);
            }
        }
        for waiver in list(&json, "waivers") {
            has(waiver, &["gate", "reason", "owner", "approver", "expires", "used"]);
        }
    }
    let (_, json) = any_exit(ws.run(["status", "--format", "json"]));
    assert_eq!(json.measured("pass", "lines"), 1.0);
    assert_eq!(json.finding_rules("fail"), ["absent"]);
    let unknown = json.gate("unknown");
    assert_eq!((&unknown["subjects"], &unknown["outcome"]), (&Value::Null, &json!("unknown")));
}

#[test]
fn every_command_writes_one_document_and_nothing_else_to_stdout() {
    let ws = fixture(&[("pass", PASS)]);
    let table: [(&[&str], &[&str]); 8] = [
        (&["phase1"], &["schema", "verdict", "gates"]),
        (&["why", "pass"], &["schema", "gate", "record", "changed", "last_pass", "last_fail", "turned"]),
        (&["doctor"], &["schema", "ok", "tools"]),
        (&["doctor", "--list"], &["schema", "ok", "tools"]),
        (&["schema"], &["$schema", "title", "properties"]),
        (&["explain"], &["schema", "words"]),
        (&["explain", "pass"], &["schema", "word", "text"]),
        (&["explain", "cargo-test"], &["schema", "word", "text"]),
    ];
    for (words, keys) in table {
        for words in [[words, &["--format", "json"]].concat(), [&["--format=json"], words].concat()] {
            let json = ws.run(&words).progress().json();
            has(&json, keys);
        }
    }
}

/// Also what is refused is told as JSON, with the same words as the text.
#[test]
fn an_error_is_a_document_too() {
    let broken = Fixture::new().checklist("schema = 1\ntitle = \"t\"\nnonsense = 1\n").build();
    let bare = Fixture::new().build();
    let sound = fixture(&[("pass", PASS)]);
    let table: [(&Workspace, &[&str]); 8] = [
        (&broken, &["status"]),
        (&bare, &["phase1"]),
        (&sound, &["phase7"]),
        (&sound, &["check", "nothing"]),
        (&sound, &["check"]),
        (&sound, &["explain", "nothing"]),
        (&sound, &["status", "--no-such-flag"]),
        (&sound, &["no-such-command"]),
    ];
    for (ws, words) in table {
        let json = ws.run(words).args(["--format", "json"]).exit(2).stderr_any().json();
        assert_eq!((&json["schema"], &json["verdict"]), (&json!(1), &Value::Null));
        assert!(json["error"].as_str().is_some_and(|error| !error.is_empty()), "{words:?}");
        has(&json, &["problems"]);
    }
    let json = broken.run(["status", "--format", "json"]).exit(2).stderr_any().json();
    let places: Vec<_> = list(&json, "problems")
        .iter()
        .map(|problem| (&problem["file"], &problem["line"], &problem["column"]))
        .collect();
    assert!(places.contains(&(&json!("readiness.toml"), &json!(3), &json!(1))), "{places:?}");
}

/// The verdict that the text gives: the word that begins one of its lines.
fn verdict_of(text: &str) -> Vec<&str> {
    let first = text.lines().filter_map(|line| line.split(' ').next());
    first.filter(|word| ["GO", "NO-GO", "INCOMPLETE"].contains(word)).collect()
}

#[test]
fn text_json_and_exit_code_agree() {
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, i32);
    let table: [Case<'_>; 6] = [
        (&[("a", PASS)], "GO", 0),
        (&[("a", PASS), ("b", PASS)], "GO", 0),
        (&[("a", PASS), ("b", FAIL)], "NO-GO", 1),
        (&[("a", PASS), ("b", UNKNOWN)], "INCOMPLETE", 3),
        (&[("a", UNKNOWN), ("b", FAIL)], "NO-GO", 1),
        (&[("a", UNKNOWN)], "INCOMPLETE", 3),
    ];
    for (gates, verdict, exit) in table {
        let ws = fixture(gates);
        for words in [&["status"] as &[&str], &["phase1"], &["ready"], &["check", "*"], &["status"]] {
            // Before anything is run, nothing is proven.
            let (verdict, exit) = if ws.exists(".readiness/index.json") || words != ["status"] {
                (verdict, exit)
            } else {
                ("INCOMPLETE", 3)
            };
            let text = ws.run(words).exit(exit).progress().text();
            assert_eq!(verdict_of(&text), [verdict], "{words:?}\n{text}");
            let json = ws.run(words).args(["--format", "json"]).exit(exit).progress().json();
            assert_eq!(json["verdict"], verdict);
            for gate in list(&json, "gates") {
                let (id, outcome) = (gate["id"].as_str().unwrap(), gate["outcome"].as_str().unwrap());
                let row = text.lines().find(|line| line.split_whitespace().nth(1) == Some(id));
                let word =
                    row.and_then(|row| row.split_whitespace().next()).unwrap_or_default().to_lowercase();
                let same = word == outcome || (outcome == "pass" && word == "fresh");
                assert!(same, "{outcome} is called {word} in\n{text}");
            }
        }
    }
}

#[test]
fn colours_are_for_people_and_for_who_asks() {
    let ws = fixture(&[("a", PASS), ("b", FAIL)]);
    ws.run(["phase1"]).exit(1).stdout_any().progress().done();
    let plain = ws.run(["status"]).exit(1).text();
    assert!(!plain.contains('\x1b'), "no person looks");
    let coloured = ws.run(["status"]).exit(1).env("CARGO_TERM_COLOR", "always").text();
    assert!(coloured.contains('\x1b'));
    let mut bare = String::new();
    for (at, piece) in coloured.split('\x1b').enumerate() {
        bare.push_str(if at == 0 { piece } else { piece.split_once('m').expect("a colour ends").1 });
    }
    let without_ages = |text: &str| {
        text.lines()
            .map(|line| line.split("  found").next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(without_ages(&bare), without_ages(&plain), "paint changes no letter");
    let always = || ws.run(["status"]).exit(1).env("CARGO_TERM_COLOR", "always");
    assert!(!always().env("NO_COLOR", "1").text().contains('\x1b'), "NO_COLOR wins");
    assert!(always().env("NO_COLOR", "").text().contains('\x1b'), "an empty NO_COLOR says nothing");
    let json = always().args(["--format", "json"]).text();
    assert!(!json.contains('\x1b'), "JSON has no colours");
    assert!(!ws.run(["status"]).exit(1).env("CARGO_TERM_COLOR", "never").text().contains('\x1b'));
}
