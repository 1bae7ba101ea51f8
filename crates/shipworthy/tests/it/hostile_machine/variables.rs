//! Variables that nobody expects, and variables that name what is not there.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use testkit::Fixture;

use super::document;

/// Every run and every `doctor` panicked: exit code 101 and no document.
#[test]
fn a_variable_that_is_no_text_is_survived() {
    let ws = Fixture::new()
        .package("vic", |package| package)
        .file("PLAN.md", "# Plan\n\n- [x] PLAN.md exists\n")
        .gate("plan", "kind = \"file\", path = \"PLAN.md\"")
        .gate("build", "kind = \"cargo-build\"")
        .gate("true", "kind = \"command\", argv = [\"true\"]")
        .git()
        .build();
    let odd = OsStr::from_bytes(b"no text \xff\xfe");
    for args in [&["phase1"][..], &["status"], &["why", "build"], &["audit", "PLAN.md"], &["doctor"]] {
        for name in ["SOMETHING", "LC_ALL", "RUSTFLAGS_OF_MINE"] {
            let run = ws.run(args).args(["--format", "json"]).env(name, odd).stdout_any().stderr_any();
            let output = run.spawn().finish();
            document(&output);
            assert!(args[0] == "audit" || output.code == Some(0), "{args:?} {name}\n{}", output.told());
        }
    }
}

/// A compiler or a wrapper that is not there was told as a failure of the code.
#[test]
fn a_compiler_that_is_not_there_accuses_nobody() {
    let kinds = ["cargo-build", "cargo-clippy", "cargo-test", "cargo-doc"];
    let gate = |fixture: Fixture, kind: &&str| fixture.gate(kind, &format!("kind = \"{kind}\""));
    let lib = "//! Vic.\n\n#[test]\nfn holds() {}\n";
    let fixture = Fixture::new().package("vic", |package| package.lib(lib));
    let ws = kinds.iter().fold(fixture, gate).git().build();
    for (name, unknown) in [
        ("RUSTC", &["cargo-build", "cargo-test", "cargo-doc"][..]),
        ("RUSTC_WRAPPER", &kinds),
        ("RUSTC_WORKSPACE_WRAPPER", &["cargo-build", "cargo-test"]),
    ] {
        let run = ws.run(["phase1", "--rerun", "--format", "json"]).env(name, "/nowhere/program");
        let output = run.stdout_any().stderr_any().spawn().finish();
        let json = document(&output);
        for kind in kinds {
            let outcome = json.outcome(kind);
            assert!(outcome != "fail", "{name}: {kind}\n{}", output.told());
            assert!(outcome == "unknown" || !unknown.contains(&kind), "{name}: {kind} is {outcome}");
        }
    }
    let json = ws.run(["check", "cargo-doc", "--format", "json"]).env("RUSTDOC", "/nowhere/program");
    assert_eq!(json.exit(3).progress().json().outcome("cargo-doc"), "unknown");
}
