//! What published workspaces taught: each test is a defect that one of them brought to light.

use testkit::Fixture;

/// A crate with benchmarks for a nightly compiler (as bytes has them) could never prove that the rest builds.
#[test]
fn benchmarks_for_nightly_may_be_left_out() {
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("pub fn one() -> u8 { 1 }\n")
                .file("benches/speed.rs", "#![feature(test)]\nextern crate test;\n")
        })
        .gate("all", r#"kind = "cargo-build""#)
        .gate("most", r#"kind = "cargo-build", benches = false"#)
        .gate("lints", r#"kind = "cargo-clippy", benches = false"#)
        .git()
        .build();
    let json = ws.run(["phase1", "--format", "json"]).exit(1).progress().json();
    assert_eq!((json.outcome("all"), json.outcome("most"), json.outcome("lints")), ("fail", "pass", "pass"));
    for gate in ["most", "lints"] {
        assert_eq!((json.subjects(gate), json.measured(gate, "targets skipped")), (1, 1.0), "{gate}");
    }
}

/// A test target that is there to be compiled (as thiserror has one) could never pass.
#[test]
fn a_test_target_may_be_there_to_be_compiled_only() {
    let check = |more: &str| format!("kind = \"cargo-test\", runner = \"cargo\"{more}");
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("#[test]\nfn holds() {}\n").test("shapes", "#![allow(dead_code)]\nstruct Shape;\n")
        })
        .gate("strict", &check(""))
        .gate("known", &check(r#", compile-only = "shapes""#))
        .gate("wrong", &check(r#", compile-only = ["shapes", "other"]"#))
        .git()
        .build();
    let json = ws.run(["phase1", "--format", "json"]).exit(1).progress().json();
    assert_eq!(json.finding_rules("strict"), ["empty-target"]);
    assert_eq!(json.outcome("known"), "pass");
    assert_eq!(json.finding_rules("wrong"), ["unused-allowance"]);
}

/// A scan of a crate without a lock file wrote one, and the gate for a clean tree failed for it.
#[test]
fn a_checklist_that_runs_no_cargo_leaves_no_lock_file() {
    let ws = Fixture::new()
        .package("alpha", |p| p)
        .gate("clean", r#"kind = "git", clean = true"#)
        .gate("metadata", r#"kind = "metadata""#)
        .git()
        .build();
    if ws.exists("Cargo.lock") {
        ws.remove("Cargo.lock");
        ws.commit("Without a lock file");
    }
    let json = ws.run(["phase1", "--format", "json"]).progress().json();
    assert_eq!((json.outcome("clean"), json.outcome("metadata")), ("pass", "pass"));
    assert!(!ws.exists("Cargo.lock"));
}

/// The next run took every log for one that no record refers to, and removed it.
#[test]
fn logs_outlive_the_next_run() {
    let ws = Fixture::new()
        .package("alpha", |p| p)
        .gate("says", r#"kind = "command", argv = ["cargo", "--version"]"#)
        .git()
        .build();
    for executed in [1, 0, 1] {
        if executed == 1 {
            ws.append("crates/alpha/src/lib.rs", "// More.\n");
        }
        let json = ws.run(["phase1", "--format", "json"]).stderr_any().json();
        assert_eq!(json["executed"], executed);
    }
    let json = ws.run(["why", "says", "--format", "json"]).json();
    let logs: Vec<String> = std::fs::read_dir(ws.path(".readiness/logs"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".out"))
        .collect();
    assert_eq!(logs.len(), 2, "{logs:?}");
    let told = json.to_string();
    assert!(logs.iter().any(|log| told.contains(&format!(".readiness/logs/{log}"))), "{logs:?} {told}");
}
