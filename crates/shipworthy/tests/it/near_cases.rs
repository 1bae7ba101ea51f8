//! Neighbours of cases that public reports brought up, through the real tools: each is one step away from one that is known,
//! and the plain tool says what it is. They were drawn before anybody had tried them.

use testkit::{Fixture, tools};

use crate::proofs::asked::{fails, gate, passes, unknown};

const GOOD: &str = "#[test]\nfn good() {}\n";
const BAD: &str = "#[test]\nfn bad() {\n    panic!(\"no\");\n}\n";

fn tested(runner: &str) -> Fixture {
    let check = format!("kind = \"cargo-test\", runner = \"{runner}\", doctests = false");
    Fixture::new().package("alpha", |p| p.lib(&format!("//! A.\n\n{GOOD}"))).gate("gate", &check).git()
}

/// census-4: the runner is set by a variable, and a pipe drops what it is told.
#[test]
fn a_runner_of_the_environment_that_drops_the_exit_code() {
    for runner in ["cargo", "auto", "nextest"] {
        let ws = tested(runner).tools(tools::nextest()).file("crates/alpha/tests/it.rs", BAD).build();
        ws.write("run.sh", "#!/bin/sh\n\"$@\" | cat\n");
        std::process::Command::new("chmod").arg("+x").arg(ws.path("run.sh")).status().expect("chmod");
        let told = ws.program("rustc", ["-vV"]).stdout_any().done().stdout;
        let host = told.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
        let name = format!("CARGO_TARGET_{}_RUNNER", host.to_uppercase().replace('-', "_"));
        let run = || gate(&ws).env(&name, ws.path("run.sh"));
        let plain = ws.program("cargo", ["test", "--workspace"]).env(&name, ws.path("run.sh"));
        let plain = plain.stdout_any().stderr_any().done();
        assert!(plain.stdout.contains("test bad ... FAILED"), "cargo is content: {}", plain.told());
        match runner {
            "nextest" => drop(unknown(run(), "could not look")),
            _ => drop(fails(run(), &["test-failed"])),
        }
    }
}

/// census-5: what a test prints looks like the failure of another, which is not there.
#[test]
fn a_failure_that_a_test_only_prints() {
    let loud = "#[test]\nfn loud() {\n    use std::io::Write;\n    let line = \"\\ntest other ... FAILED\\n\\nfailures:\\n    other\\n\\n\";\n    \
        std::io::stdout().write_all(line.as_bytes()).unwrap();\n}\n";
    let ws = tested("cargo").file("crates/alpha/tests/it.rs", loud).build();
    ws.program("cargo", ["test", "--workspace"]).stdout_any().stderr_any().done();
    let json = gate(&ws).spawn().finish();
    let told: serde_json::Value = serde_json::from_str(&json.stdout).expect("one document");
    assert_ne!(told["gates"][0]["outcome"], "fail", "{}", json.told());
}

/// census-6: a package without a library has no doctests, whatever its comments hold.
#[test]
fn a_program_whose_comments_are_no_rust() {
    for runner in ["cargo", "auto"] {
        let check = format!("kind = \"cargo-test\", runner = \"{runner}\"");
        let main = format!("//! A.\n//!\n//! ```\n//! this is no Rust\n//! ```\n\nfn main() {{}}\n\n{GOOD}");
        let ws = Fixture::new().package("alpha", |p| p.file("src/main.rs", &main)).gate("gate", &check);
        let ws = ws.git().tools(tools::nextest()).build();
        ws.remove("crates/alpha/src/lib.rs");
        ws.program("cargo", ["test", "--workspace"]).stdout_any().stderr_any().done();
        passes(gate(&ws));
    }
}

/// fmt-1: the file itself sends rustfmt away, as older code does.
#[test]
fn a_file_that_sends_rustfmt_away() {
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("//! A.\n\nmod inner;\n")
                .file("src/inner.rs", "#![cfg_attr(rustfmt, rustfmt_skip)]\npub fn   f( ) {}\n")
        })
        .gate("gate", "kind = \"cargo-fmt\"")
        .git()
        .build();
    ws.program("cargo", ["fmt", "--all", "--check"]).stdout_any().stderr_any().done();
    let json = unknown(gate(&ws), "could not look");
    let reason = json.gate("gate")["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("crates/alpha/src/inner.rs"), "{reason}");
}

/// doctor-1: two gates want one tool, and neither is required.
#[test]
fn a_tool_that_two_gates_want_is_told_once() {
    let ws = Fixture::new()
        .package("alpha", |p| p)
        .gate("one", "kind = \"environment\", tools = { frobnicate-nothing = \"1\" }")
        .gate("two", "kind = \"command\", argv = [\"frobnicate-nothing\", \"--check\"]")
        .git()
        .build();
    let checklist = ws.read("readiness.toml").replace("priority = \"P0\"", "priority = \"P2\"");
    ws.write("readiness.toml", checklist);
    let output = ws.run(["doctor", "--format", "json"]).spawn().finish();
    let told: serde_json::Value = serde_json::from_str(&output.stdout).expect("one document");
    let tools = told["tools"].as_array().expect("a list of tools");
    let named = tools.iter().filter(|tool| tool["id"] == "frobnicate-nothing").count();
    assert_eq!((named, output.code), (1, Some(0)), "{}", output.told());
}
