//! A run whose processes are watched is bound to exactly the files that they opened, or looked for in vain.

testkit::needs_strace!(
    what_a_test_opened_counts_and_nothing_else,
    what_an_integration_test_opened_counts_as_well_and_so_does_its_source,
    what_was_looked_for_in_vain_counts_when_it_appears,
    what_a_test_saw_of_a_place_without_reading_it_counts,
    what_a_macro_read_counts_for_a_gate_that_finds_it_compiled,
    a_gate_that_asks_to_be_observed_is_unknown_where_nobody_can,
);

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use testkit::{Fixture, Workspace};

#[track_caller]
fn outcome(ws: &Workspace, gate: &str) -> String {
    let output = ws.run(["status", "--format", "json"]).spawn().finish();
    let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let gates = json["gates"].as_array().unwrap();
    gates.iter().find(|one| one["id"] == gate).unwrap()["outcome"].as_str().unwrap().to_owned()
}

/// A test that climbs to a folder beside the repository, which nobody can predict.
const CLIMBS: &str = r#"
#[test]
fn t() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap().join("beside");
    let text = std::fs::read_to_string(root.join("v.txt")).unwrap();
    assert_eq!(text.trim(), "1");
    assert!(!root.join("stop").exists());
}
"#;

fn climbing(gate: &str) -> Workspace {
    climbing_by(gate, "")
}

fn climbing_by(gate: &str, policy: &str) -> Workspace {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate_with("tests", "kind = \"cargo-test\", doctests = false", gate)
        .package("a", |package| package.lib(CLIMBS))
        .readiness(policy)
        .git()
        .build();
    ws.write("../beside/v.txt", "1\n");
    ws
}

fn what_a_test_opened_counts_and_nothing_else() {
    let ws = climbing("observe = true");
    ws.run(["phase1"]).progress().stdout_any().done();
    assert_eq!(outcome(&ws, "tests"), "pass");
    ws.append("README.md", "more\n");
    ws.write("notes.txt", "new\n");
    assert_eq!(outcome(&ws, "tests"), "pass", "nothing of that was opened");
    ws.write("../beside/v.txt", "2\n");
    assert_eq!(outcome(&ws, "tests"), "stale");
    ws.run(["why", "tests", "--inputs"]).exit(3).stdout_has("read ../beside/v.txt").done();
    ws.run(["phase1"]).exit(1).progress().stdout_any().done();
}

/// Of a file in `tests` the gate itself looks at the source, beside what the processes do.
fn what_an_integration_test_opened_counts_as_well_and_so_does_its_source() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate_with("tests", "kind = \"cargo-test\", doctests = false", "observe = true")
        .package("a", |package| package.lib("").test("it", CLIMBS))
        .git()
        .build();
    ws.write("../beside/v.txt", "1\n");
    ws.run(["phase1"]).progress().stdout_any().done();
    assert_eq!(outcome(&ws, "tests"), "pass");
    ws.append("README.md", "more\n");
    assert_eq!(outcome(&ws, "tests"), "pass", "nothing of that was opened");
    ws.write("../beside/v.txt", "2\n");
    assert_eq!(outcome(&ws, "tests"), "stale");
    ws.write("../beside/v.txt", "1\n");
    assert_eq!(outcome(&ws, "tests"), "pass");
    ws.append("crates/a/tests/it.rs", "// more\n");
    assert_eq!(outcome(&ws, "tests"), "stale");
}

fn what_was_looked_for_in_vain_counts_when_it_appears() {
    // Asked for once, by a flag: the record says by itself how it is bound.
    let ws = climbing("");
    ws.run(["phase1", "--observe"]).progress().stdout_any().done();
    assert_eq!(outcome(&ws, "tests"), "pass");
    ws.write("../beside/stop", "");
    assert_eq!(outcome(&ws, "tests"), "stale");
}

/// A test that opens nothing itself: folders and links that are there, programs that may be run and what runs them.
const SEES: &str = r#"
#[test]
fn t() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap().join("beside");
    assert!(root.join("folder").is_dir());
    assert!(root.join("name").canonicalize().is_ok());
    assert!(root.join("link").canonicalize().unwrap().ends_with("one"));
    assert!(std::process::Command::new(root.join("run")).status().unwrap().success());
}
"#;

fn what_a_test_saw_of_a_place_without_reading_it_counts() {
    let ws = Fixture::new()
        .gate_with("tests", "kind = \"cargo-test\", doctests = false", "observe = true")
        .package("a", |package| package.lib(SEES))
        .git()
        .build();
    let place = |name: &str| ws.path(&format!("../beside/{name}"));
    for folder in ["folder", "one", "two"] {
        fs::create_dir_all(place(folder)).unwrap();
    }
    let mode =
        |name: &str, mode: u32| fs::set_permissions(place(name), fs::Permissions::from_mode(mode)).unwrap();
    let link = |to: &str| {
        drop(fs::remove_file(place("link")));
        symlink(to, place("link")).unwrap();
    };
    ws.write("../beside/name", "");
    ws.write("../beside/run", format!("#!{}\n", place("runs").display()));
    ws.write("../beside/runs", "#!/bin/sh\n");
    mode("run", 0o755);
    mode("runs", 0o755);
    link("one");
    ws.run(["phase1"]).progress().stdout_any().done();
    let stale_until = |what: &str, undo: &dyn Fn()| {
        assert_eq!(outcome(&ws, "tests"), "stale", "{what}");
        undo();
        assert_eq!(outcome(&ws, "tests"), "pass", "{what}, and undone");
    };
    fs::remove_dir(place("folder")).unwrap();
    stale_until("a folder is gone", &|| fs::create_dir(place("folder")).unwrap());
    fs::remove_file(place("name")).unwrap();
    stale_until("a file is gone that nobody opened", &|| ws.write("../beside/name", ""));
    link("two");
    stale_until("a link leads elsewhere", &|| link("one"));
    mode("run", 0o644);
    stale_until("a program may not be run", &|| mode("run", 0o755));
    ws.write("../beside/runs", "#!/bin/false\n");
    stale_until("what runs a program is another", &|| ws.write("../beside/runs", "#!/bin/sh\n"));
}

fn what_a_macro_read_counts_for_a_gate_that_finds_it_compiled() {
    const MACRO: &str = r#"
extern crate proc_macro;
#[proc_macro]
pub fn v(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let root = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap());
    std::fs::read_to_string(root.ancestors().nth(3).unwrap().join("beside/v.txt")).unwrap().parse().unwrap()
}
"#;
    let build = "kind = \"cargo-build\"";
    let ws = Fixture::new()
        .gate_with("first", build, "observe = true")
        .gate_with("second", build, "observe = true\nneeds = [\"first\"]")
        .package("m", |package| package.lib(MACRO).manifest_extra("[lib]\nproc-macro = true\n"))
        .package("a", |package| package.lib("pub const V: u32 = m::v!();\n").depends("m"))
        .git()
        .build();
    ws.write("../beside/v.txt", "1\n");
    ws.run(["phase1"]).progress().stdout_any().done();
    ws.write("../beside/v.txt", "broken\n");
    assert_eq!((outcome(&ws, "first").as_str(), outcome(&ws, "second").as_str()), ("stale", "stale"));
    ws.run(["check", "second"]).exit(1).progress().stdout_any().done();
}

fn a_gate_that_asks_to_be_observed_is_unknown_where_nobody_can() {
    let ws = climbing("observe = true");
    let json = ws.run(["phase1", "--format", "json"]).without_tool("strace").exit(3).stderr_any().json();
    assert_eq!(json.outcome("tests"), "unknown");
    assert!(
        json.gate("tests")["reason"].as_str().is_some_and(|why| why.contains("strace")),
        "{:#}",
        json.gate("tests")
    );
    // A policy asks for it only where it can be done.
    let ws = climbing_by("", "[policy]\nobserve = true\n");
    ws.run(["phase1"]).without_tool("strace").progress().stdout_any().done();
}
