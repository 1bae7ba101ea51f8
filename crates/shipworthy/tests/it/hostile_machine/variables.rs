//! Variables that nobody expects, and variables that name what is not there.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Command;

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

/// A runner, a linker, a rustdoc or a folder that is not there was told as tests that failed.
#[test]
fn what_stands_before_the_tests_and_is_not_there_accuses_nobody() {
    let lib =
        "//! ```\n//! assert_eq!(vic::one(), 1);\n//! ```\n\n/// One.\npub fn one() -> u32 {\n    1\n}\n";
    let ws = Fixture::new()
        .package("vic", |package| package.lib(lib).file("tests/holds.rs", "#[test]\nfn holds() {}\n"))
        .gate("nextest", "kind = \"cargo-test\", at-least = 1")
        .gate("cargo", "kind = \"cargo-test\", runner = \"cargo\", at-least = 1, doctests-at-least = 1")
        .git()
        .build();
    let host = host().to_uppercase().replace('-', "_");
    let (runner, linker) = (format!("CARGO_TARGET_{host}_RUNNER"), format!("CARGO_TARGET_{host}_LINKER"));
    for (name, value) in [
        ("RUSTDOC", "/nowhere/program"),
        ("RUSTDOC", "/etc/passwd"),
        (&runner, "/nowhere/program"),
        (&runner, "/etc/passwd"),
        (&linker, "/nowhere/program"),
        ("TMPDIR", "/proc/nowhere"),
        ("CARGO_TARGET_DIR", "/proc/nowhere"),
        ("CARGO_HOME", "/etc/passwd"),
        ("CARGO_TERM_QUIET", "perhaps"),
        ("RUSTDOCFLAGS", "nowhere"),
        ("RUST_TEST_THREADS", "many"),
        ("NEXTEST_PROFILE", "nowhere"),
        ("NEXTEST_TEST_THREADS", "many"),
    ] {
        let run = ws.run(["phase1", "--rerun", "--format", "json"]).env(name, value);
        let output = run.stdout_any().stderr_any().spawn().finish();
        let json = document(&output);
        let expected = if name.starts_with("NEXTEST") { "pass" } else { "unknown" };
        let outcomes = (json.outcome("nextest"), json.outcome("cargo"));
        assert_eq!(outcomes, ("unknown", expected), "{name}={value}\n{}", output.told());
    }
    // What is seen to fail is told all the same.
    ws.write("crates/vic/tests/holds.rs", "#[test]\nfn holds() {\n    panic!(\"it does not\")\n}\n");
    let run = ws.run(["check", "cargo", "--format", "json"]).env("RUSTDOC", "/nowhere/program");
    let json = run.exit(1).progress().json();
    let told: Vec<_> = json.findings("cargo").iter().map(|finding| &finding["message"]).collect();
    assert_eq!(told, ["`holds` in vic test holds: it does not"]);
}

/// A value that cargo refuses before it looks at anything was told as a failure of the code by every kind.
#[test]
fn a_value_that_cargo_refuses_accuses_nobody() {
    let kinds = ["cargo-build", "cargo-clippy", "cargo-test", "cargo-doc", "cargo-fmt"];
    let gate = |fixture: Fixture, kind: &&str| fixture.gate(kind, &format!("kind = \"{kind}\""));
    let lib = "//! Vic.\n\n#[test]\nfn holds() {}\n";
    let fixture = Fixture::new().package("vic", |package| package.lib(lib));
    let ws = kinds.iter().fold(fixture, gate).git().build();
    for (name, value) in [
        ("CARGO_BUILD_JOBS", "many"),
        ("CARGO_BUILD_JOBS", "0"),
        ("CARGO_BUILD_JOBS", ""),
        ("CARGO_TERM_COLOR", "sometimes"),
        ("CARGO_TERM_COLOR", ""),
        ("CARGO_BUILD_TARGET", ""),
    ] {
        let run = ws.run(["phase1", "--rerun", "--format", "json"]).env(name, value);
        let output = run.stdout_any().stderr_any().spawn().finish();
        let json = document(&output);
        let refused: Vec<&str> = kinds.into_iter().filter(|kind| json.outcome(kind) == "unknown").collect();
        assert!(refused.contains(&"cargo-test"), "{name}={value}\n{}", output.told());
        let accused: Vec<&str> = kinds.into_iter().filter(|kind| json.outcome(kind) == "fail").collect();
        assert!(accused.is_empty(), "{name}={value} accuses {accused:?}\n{}", output.told());
    }
}

/// It passed: the one finding kept the gate from being unknown, and was then taken for no defect.
#[test]
fn what_could_not_be_started_is_not_covered_by_what_is_accepted() {
    let lib = "//! ```\n//! assert_eq!(vic::one(), 1);\n//! ```\n\n/// One.\npub fn one() -> u32 {\n    1\n}\n\n\
               #[test]\nfn holds() {}\n";
    let accepted = "compile-only = [\"empty\"], doctests-at-least = 1";
    let ws = Fixture::new()
        .package("vic", |package| package.lib(lib).file("tests/empty.rs", "//! Compiling it is the test.\n"))
        .gate("nextest", &format!("kind = \"cargo-test\", {accepted}"))
        .gate("cargo", &format!("kind = \"cargo-test\", runner = \"cargo\", {accepted}"))
        .git()
        .build();
    ws.run(["phase1"]).progress().stdout_has("GO").done();
    let run = ws.run(["phase1", "--rerun", "--format", "json"]).env("RUSTDOC", "/nowhere/program");
    let output = run.stdout_any().stderr_any().spawn().finish();
    let json = document(&output);
    assert_eq!((json.outcome("nextest"), json.outcome("cargo")), ("unknown", "unknown"), "{}", output.told());
}

/// The system that rustc builds for, as cargo names it.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc says what it is");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("host: ")).expect("it names its host");
    line.to_owned()
}
