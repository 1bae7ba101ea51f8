//! `doctor`: what a machine needs for this checklist, and what it does about what is missing.

use std::fs;

use serde_json::json;
use testkit::{Fixture, Json, Run, Workspace};

/// Needs cargo, git, `just` (which this machine is told to have or not) and a program that nobody knows.
fn fixture() -> Workspace {
    Fixture::new()
        .package("core", |p| p.manifest_extra(""))
        .gate("build", "kind = \"cargo-build\"")
        .gate("recipe", r#"kind = "command", argv = ["just", "ci"]"#)
        .gate("clean", "kind = \"git\", clean = true")
        .git()
        .build()
}

fn just(version: &str) -> String {
    format!("#!/bin/sh\n# A fake just.\nif [ \"$1\" = --version ]; then echo 'just {version}'; fi\n")
}

/// A cargo that writes down what it is asked, and installs a `just` that is as fake as itself beside it.
const CARGO: &str = "#!/bin/sh\n# A fake cargo.\nif [ \"$1\" = --version ]; then echo 'cargo 1.95.0'; exit; fi\n\
    [ \"$1\" = install ] || exit 101\necho \"$@\" >> ../asked\n\
    printf '#!/bin/sh\\necho just 1.40.0\\n' > \"${0%/*}/just\"; chmod +x \"${0%/*}/just\"; echo installed\n";

fn tool<'j>(json: &'j Json, id: &str) -> &'j serde_json::Value {
    let tools = json["tools"].as_array().expect("a list of tools");
    tools.iter().find(|tool| tool["id"] == id).unwrap_or_else(|| panic!("no {id} in {:#}", json.0))
}

fn without_just<'w>(ws: &'w Workspace, words: &[&str]) -> Run<'w> {
    ws.run(["doctor"]).args(words).without_tool("just")
}

#[test]
fn what_is_found_and_required_is_told() {
    let ws = fixture();
    let json = ws.run(["doctor", "--format", "json"]).with_tool("just", &just("1.40.0")).json();
    assert_eq!((&json["schema"], &json["ok"]), (&1.into(), &true.into()));
    for row in json["tools"].as_array().expect("a list") {
        for key in ["id", "found", "version", "required", "outcome", "remedy"] {
            assert!(row.get(key).is_some(), "no `{key}` in {row:#}");
        }
    }
    let row = tool(&json, "just");
    assert_eq!(
        (&row["found"], &row["version"], &row["outcome"]),
        (&true.into(), &"1.40.0".into(), &"ok".into())
    );
    assert_eq!((&row["required"], &row["remedy"]), (&json!(null), &json!(null)));
    assert!(tool(&json, "cargo")["required"].is_string());
    let told = ws.run(["doctor"]).with_tool("just", &just("1.40.0")).text();
    assert!(told.contains("ready to run this checklist"), "{told}");
}

#[test]
fn what_is_missing_is_told_with_what_to_type() {
    let ws = fixture();
    let json = without_just(&ws, &["--format", "json"]).exit(1).json();
    assert_eq!(json["ok"], false);
    let row = tool(&json, "just");
    assert_eq!(
        (&row["found"], &row["version"], &row["outcome"]),
        (&false.into(), &json!(null), &"missing".into())
    );
    assert_eq!(row["remedy"], "cargo install --locked just");
    assert_eq!(row["needed_by"], json!(["recipe"]));
    let told = without_just(&ws, &[]).exit(1).text();
    for part in [
        "MISSING",
        "just",
        "needed by: recipe",
        "fix: cargo install --locked just",
        "next: shipworthy doctor --fix",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[test]
fn a_tool_that_is_too_old_is_told_with_both_versions() {
    let ws = Fixture::new().package("core", |p| p).gate("tests", "kind = \"cargo-test\"").build();
    let old = "#!/bin/sh\n# A fake nextest.\necho 'cargo-nextest 0.9.1'\n";
    let json =
        ws.run(["doctor", "--format", "json", "--only", "cargo-nextest"]).with_tool("cargo-nextest", old);
    let json = json.exit(1).json();
    let row = tool(&json, "cargo-nextest");
    assert_eq!(
        (&row["version"], &row["required"], &row["outcome"]),
        (&"0.9.1".into(), &"0.9.80".into(), &"too-old".into())
    );
    assert_eq!(row["remedy"], "cargo install --locked cargo-nextest");
    let told = ws.run(["doctor"]).with_tool("cargo-nextest", old).exit(1).text();
    assert!(told.contains("TOO OLD") && told.contains("0.9.1 (needs 0.9.80)"), "{told}");
}

#[test]
fn a_program_that_nobody_knows_is_left_to_the_reader() {
    let ws = Fixture::new().gate("own", r#"kind = "command", argv = ["no-such-program"]"#).build();
    let json = ws.run(["doctor", "--format", "json"]).exit(1).json();
    assert_eq!(tool(&json, "no-such-program")["remedy"], "install `no-such-program` and put it on the PATH");
    ws.run(["doctor", "--fix"])
        .exit(1)
        .stdout_any()
        .stderr_has("nothing that could be mended from here")
        .done();
}

#[test]
fn a_list_looks_at_nothing_and_only_looks_at_one_thing() {
    let ws = fixture();
    let told = without_just(&ws, &["--list"]).text();
    let ids: Vec<&str> = told.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for id in ["cargo", "git", "just"] {
        assert!(ids.contains(&id), "{id} is not in\n{told}");
    }
    let json = without_just(&ws, &["--list", "--format", "json"]).json();
    assert_eq!(tool(&json, "just")["outcome"], json!(null), "it was not looked at");
    assert_eq!(json["ok"], json!(null));
    let json = without_just(&ws, &["--only", "git", "--format", "json"]).json();
    assert_eq!((&json["ok"], json["tools"].as_array().map(Vec::len)), (&true.into(), Some(1)));
    let json = without_just(&ws, &["--only", "git", "--only", "just", "--format", "json"]).exit(1).json();
    assert_eq!(json["tools"].as_array().map(Vec::len), Some(2));
    let told = without_just(&ws, &["--only", "jsut"]).exit(2).stderr_any().done().stderr;
    assert!(told.contains("nothing called `jsut`") && told.contains("`just`"), "{told}");
}

#[test]
fn fix_shows_its_plan_and_without_a_yes_does_nothing() {
    let ws = fixture();
    for words in [&["--fix"] as &[_], &["--fix", "--dry-run"]] {
        let run = without_just(&ws, words).with_tool("cargo", CARGO).exit(1).stdout_has("MISSING");
        run.stderr_has("  cargo install --locked just\n").stderr_has("Nothing was run.").done();
    }
    assert!(!ws.scratch().join("asked").exists(), "nobody was asked to install anything");
    ws.run(["doctor", "--yes"]).exit(2).stderr_has("--fix").done();
    ws.run(["doctor", "--dry-run"]).exit(2).stderr_has("--fix").done();
    ws.run(["doctor", "--fix", "--yes", "--dry-run"]).exit(2).stderr_has("--dry-run").done();
}

#[test]
fn fix_with_a_yes_runs_its_plan_and_looks_again() {
    let ws = fixture();
    let run = without_just(&ws, &["--fix", "--yes", "--only", "just", "--format", "json"])
        .with_tool("cargo", CARGO);
    let json = run.stderr_has("  cargo install --locked just\n").stderr_has("installed").json();
    assert_eq!((&json["ok"], &tool(&json, "just")["version"]), (&true.into(), &"1.40.0".into()));
    let asked = fs::read_to_string(ws.scratch().join("asked")).expect("cargo was asked");
    assert_eq!(asked.lines().last(), Some("install --locked just"));
}

#[test]
fn a_fix_that_fails_says_so_and_the_tool_stays_missing() {
    let ws = fixture();
    let broken = CARGO.replace("[ \"$1\" = install ] ||", "");
    let run = without_just(&ws, &["--fix", "--yes", "--only", "just"]).with_tool("cargo", &broken);
    run.exit(1).stdout_has("MISSING").stderr_has("`cargo install --locked just` ended with").done();
}

/// Where tests climb out of the workspace, `doctor` says so, with the line that binds what they read.
#[test]
fn reads_that_nothing_binds_are_named() {
    let climbs = "#[test]\nfn t() {\n    let package = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\"));\n    \
                  for above in package.ancestors() { drop(std::fs::metadata(above.join(\"x\"))); }\n}\n";
    let stays = "#[test]\nfn t() {\n    let package = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\"));\n    \
                 assert!(package.parent().unwrap().parent().unwrap().join(\"Cargo.toml\").is_file());\n}\n";
    let ws = Fixture::new()
        .package("a", |p| p.file("tests/t.rs", climbs).depends("b"))
        .package("b", |p| p.file("tests/t.rs", stays))
        .gate("on-a", r#"kind = "cargo-test", packages = ["a"]"#)
        .gate("on-b", r#"kind = "cargo-test", packages = ["b"]"#)
        .gate_with("seen", r#"kind = "cargo-test", packages = ["a"]"#, "observe = true")
        .gate("build", r#"kind = "cargo-build""#)
        .git()
        .build();
    let json = ws.run(["doctor", "--format", "json"]).json();
    let place = json!([{
        "gates": ["on-a"], "file": "crates/a/tests/t.rs", "line": 4, "column": 26, "text": "ancestors()",
        "remedy": "observe = true",
    }]);
    assert_eq!((&json["ok"], &json["unbound"]), (&true.into(), &place));
    let told = ws.run(["doctor"]).text();
    assert!(told.contains("  crates/a/tests/t.rs:4:26  `ancestors()`  (on-a)\n"), "{told}");
    assert!(told.contains("  fix: write `observe = true` in those gates\n"), "{told}");
    let text = ws.read("readiness.toml");
    ws.write("readiness.toml", text.replacen("id = \"on-a\"", "id = \"on-a\"\nobserve = true", 1));
    assert_eq!(ws.run(["doctor", "--format", "json"]).json()["unbound"], json!([]));
}
