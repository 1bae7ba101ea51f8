//! The kit itself: its fixtures are what they claim, and it is able to fail.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::time::Duration;

use testkit::{Defect, Fixture, Run, Signal, Workspace, processes_marked, tools};

fn shell<'w>(ws: &'w Workspace, script: &str) -> Run<'w> {
    ws.program("sh", ["-c", script])
}

/// The message of the panic of a run that must not be accepted.
#[track_caller]
fn refused(run: Run<'_>) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| run.done())) else {
        unreachable!("this run must be refused");
    };
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn what_is_not_mentioned_fails() {
    let ws = Fixture::new().build();
    let table = [
        (shell(&ws, "echo surprise >&2"), "stderr: nothing was expected"),
        (shell(&ws, "echo surprise"), "stdout: nothing was expected"),
        (shell(&ws, "exit 3"), "exit code: expected 0, was 3"),
        (shell(&ws, "exit 0").exit(1), "exit code: expected 1, was 0"),
        (shell(&ws, "kill -KILL $$"), "exit code: expected 0, was a signal"),
        (shell(&ws, "echo a").stdout_has("b"), "stdout: `b` was expected"),
        (shell(&ws, "echo a").stdout_lacks("a"), "stdout: `a` was not expected"),
        (shell(&ws, "echo 2 ms").stdout_is("2 ms\n"), "redacted it was\n[TIME]"),
        (shell(&ws, "echo 'run     a' >&2; echo 'error: no' >&2").progress(), "it says `error: no`"),
        (shell(&ws, "sleep 60").timeout(Duration::from_millis(50)), "it hangs"),
    ];
    for (run, complaint) in table {
        let told = refused(run);
        assert!(told.contains(complaint), "{complaint} is not in\n{told}");
    }
}

#[test]
fn what_is_mentioned_is_accepted() {
    let ws = Fixture::new().build();
    shell(&ws, "true").done();
    shell(&ws, "echo out; echo err >&2; exit 7").exit(7).stdout_has("out").stderr_has("err").done();
    shell(&ws, "echo 'pass    a  3 files  0.1s' >&2").progress().done();
    shell(&ws, "cat").stdin("from the test").stdout_is("from the test").done();
    shell(&ws, "cat").done();
    assert_eq!(
        shell(&ws, "echo $SHIPWORTHY_TEST_CLOCK").now("2026-11-21T10:00:00Z").text(),
        "2026-11-21T10:00:00Z\n"
    );
}

#[test]
fn json_is_one_document_that_agrees_with_the_exit_code() {
    let ws = Fixture::new().build();
    let gates = r#"{"verdict": "NO-GO", "gates": [{"id": "a", "outcome": "fail", "subjects": 2,
        "findings": [{"rule": "r"}, {"rule": "s"}], "measurements": [{"name": "m", "value": 1.5}]}]}"#;
    let json = shell(&ws, "cat; exit 1").stdin(gates).exit(1).json();
    assert_eq!((json.outcome("a"), json.finding_rules("a")), ("fail", vec!["r", "s"]));
    assert_eq!((json.subjects("a"), json.measured("a", "m")), (2, 1.5));
    assert_eq!(json["verdict"], "NO-GO");
    let refused = |script: &str, exit| {
        let run = shell(&ws, script).exit(exit);
        catch_unwind(AssertUnwindSafe(|| run.json())).is_err()
    };
    assert!(refused("echo {} {}", 0), "two documents");
    assert!(refused("echo", 0), "no document");
    assert!(refused(r#"echo '{"verdict": "GO"}'; exit 3"#, 3), "GO with exit code 3");
    assert!(!refused(r#"echo '{"verdict": "INCOMPLETE"}'; exit 3"#, 3));
    assert!(catch_unwind(AssertUnwindSafe(|| json.outcome("b").to_owned())).is_err());
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_process_left_behind_fails_and_is_ended() {
    let ws = Fixture::new().build();
    let told = refused(shell(&ws, "setsid sleep 86399 & exit 0"));
    assert!(told.contains("left processes behind") && told.contains("sleep 86399"), "{told}");
    let mark = ws.scratch().to_str().unwrap();
    let ended = || processes_marked(mark).is_empty();
    for _ in 0..200 {
        if ended() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(ended(), "still there: {:?}", processes_marked(mark));
}

#[test]
fn signals_reach_what_was_spawned() {
    let ws = Fixture::new().build();
    for (signal, name) in [(Signal::Interrupt, "INT"), (Signal::Terminate, "TERM")] {
        let script = format!(
            "trap 'echo caught; exit 5' {name}; echo ready; touch {name}; while :; do sleep 0.01; done"
        );
        let mut running = shell(&ws, &script).spawn();
        running.wait_for_line("ready");
        running.wait_for_file(ws.path(name));
        running.signal(signal);
        let output = running.finish();
        assert_eq!((output.code, output.stdout.as_str()), (Some(5), "ready\ncaught\n"));
    }
    let running = shell(&ws, "sleep 86398").spawn();
    running.signal_group(Signal::Kill);
    assert_eq!(running.finish().code, None);
}

#[test]
fn waiting_for_what_never_comes_fails() {
    let ws = Fixture::new().build();
    let mut running = shell(&ws, "echo no").spawn();
    assert!(catch_unwind(AssertUnwindSafe(|| running.wait_for_line("yes"))).is_err());
}

#[test]
fn a_tool_can_be_missing() {
    let ws = Fixture::new().package("alpha", |p| p).build();
    let cargo = |args: [&'static str; 2]| ws.program("cargo", args);
    cargo(["fmt", "--check"]).done();
    cargo(["fmt", "--check"]).without_tool("cargo-fmt").exit(101).stderr_has("no such command").done();
    cargo(["check", "--offline"]).without_tool("cargo-nextest").stderr_has("Finished").done();
    let git = ["-c", "git --version"];
    ws.program("sh", git).stdout_has("git version").done();
    ws.program("sh", git).without_tool("git").exit(127).stderr_any().done();
    ws.program("/bin/sh", git).only_tools(["cargo", "rustc"]).exit(127).stderr_any().done();
    let (cargo, rustc) = (["-c", "cargo --version"], ["-c", "rustc --version"]);
    ws.program("/bin/sh", cargo).only_tools(["cargo", "rustc"]).stdout_has("cargo ").done();
    ws.program("/bin/sh", rustc).only_tools(["cargo", "rustc"]).stdout_has("rustc ").done();
}

#[test]
fn a_tool_can_be_another() {
    let ws = Fixture::new().build();
    let git =
        || ws.program("sh", ["-c", "git --version"]).with_tool("git", "#!/bin/sh\necho git version 0.1\n");
    git().stdout_is("git version 0.1\n").done();
    git().without_tool("git").stdout_is("git version 0.1\n").done();
}

#[test]
fn children_see_nothing_of_the_tests_surroundings() {
    let ws = Fixture::new().build();
    let seen = ws.program("env", [""; 0]).text();
    let names: Vec<_> = seen.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    for name in
        ["CARGO_MANIFEST_DIR", "CARGO_TARGET_DIR", "CARGO_PKG_NAME", "CI", "RUSTFLAGS", "NO_COLOR", "TERM"]
    {
        assert!(!names.contains(&name), "{name} in\n{seen}");
    }
    for name in ["HOME", "PATH", "GIT_CONFIG_GLOBAL", "CARGO_NET_OFFLINE"] {
        assert!(names.contains(&name), "{name} not in\n{seen}");
    }
}

#[test]
fn a_fixture_is_a_complete_workspace_that_cargo_does_not_change() {
    let ws = Fixture::named("mit Umläuten ß")
        .package("beta", |p| {
            p.depends("alpha")
                .test("it", "//! It.\n\n#[test]\nfn two() {\n    assert_eq!(alpha::one() + 1, 2);\n}\n")
        })
        .package("alpha", |p| {
            p.lib("//! One.\n\n/// One.\npub fn one() -> u32 {\n    1\n}\n").feature("extra")
        })
        .file("README.md", "# A fixture\n")
        .gate("readme", r#"kind = "file", path = "README.md""#)
        .git()
        .build();
    assert!(ws.root().ends_with("mit Umläuten ß"));
    assert!(ws.read("readiness.toml").contains(r#"check = { kind = "file", path = "README.md" }"#));
    ws.program("cargo", ["test", "--workspace", "--locked", "--quiet"])
        .stdout_has("1 passed")
        .stderr_any()
        .done();
    ws.program("cargo", ["clippy", "--workspace", "--locked", "--quiet", "--", "--deny=warnings"]).done();
    ws.program("cargo", ["fmt", "--all", "--check"]).done();
    assert_eq!(ws.git(["status", "--porcelain"]), "");
    assert_eq!(ws.git(["branch", "--show-current"]), "main");
    ws.append("README.md", "More.\n");
    assert_eq!(ws.git(["status", "--porcelain"]), " M README.md");
    ws.commit("More");
    assert_eq!(ws.git(["rev-list", "--count", "HEAD"]), "2");
}

#[test]
fn commits_are_the_same_each_time() {
    let commit = || {
        let ws = Fixture::new().file("a", "b").git().build();
        ws.write("a", "c");
        ws.commit("Second");
        ws.git(["rev-parse", "HEAD"])
    };
    assert_eq!(commit(), commit());
}

#[test]
fn without_git_there_is_no_git() {
    let ws = Fixture::new().build();
    ws.program("git", ["rev-parse", "--git-dir"]).exit(128).stderr_has("not a git repository").done();
}

/// Each defect is really one, in the eyes of the plain tool, or is really not seen by it.
#[test]
fn defects_are_what_they_claim() {
    let package = || "alpha".to_owned();
    let clippy: &[&str] = &["clippy", "--", "--deny=warnings"];
    let test: &[&str] = &["test"];
    let fmt: &[&str] = &["fmt", "--check"];
    let metadata: &[&str] = &["metadata", "--format-version=1", "--no-deps"];
    let table: [(Defect, &[&str], i32, &str); 13] = [
        (Defect::TwoModuleFiles { package: package() }, test, 101, "crates/alpha/src/twin.rs"),
        (Defect::OrphanFile { package: package() }, clippy, 0, "crates/alpha/src/orphan.rs"),
        (Defect::CompileError { package: package() }, test, 101, "crates/alpha/src/lib.rs:5"),
        (Defect::FailingTest { package: package() }, test, 101, "crates/alpha/tests/failing.rs"),
        (Defect::IgnoredTest { package: package() }, test, 0, "crates/alpha/tests/ignored.rs"),
        (Defect::RequiredFeatures { package: package() }, test, 0, "crates/alpha/tests/gated.rs"),
        (Defect::FeatureGated { package: package() }, test, 0, "crates/alpha/tests/hidden.rs"),
        (Defect::MemberOutsideDefault { package: "far".to_owned() }, test, 0, "crates/far/tests/failing.rs"),
        (Defect::NoLicense { package: package() }, metadata, 0, "crates/alpha/Cargo.toml"),
        (Defect::ClippyWarning { package: package() }, clippy, 101, "crates/alpha/src/lib.rs:5"),
        (Defect::Unformatted { package: package() }, fmt, 1, "crates/alpha/src/lib.rs:4"),
        (Defect::BrokenDocLink { package: package() }, &["doc"], 0, "crates/alpha/src/lib.rs:3"),
        (Defect::UnrunDoctest { package: package() }, test, 0, "crates/alpha/src/lib.rs:5"),
    ];
    let ws = Fixture::new().package("alpha", |p| p).git().build();
    for (defect, args, exit, place) in table {
        let planted = ws.plant(defect.clone());
        let line = planted.line.map_or(String::new(), |line| format!(":{line}"));
        assert_eq!(format!("{}{line}", planted.file), place, "{defect:?}");
        let cargo = ws.program("cargo", args).exit(exit).stdout_any().stderr_any().done();
        assert!(defect != Defect::BrokenDocLink { package: package() } || cargo.stderr.contains("Missing"));
        ws.program("cargo", ["metadata", "--quiet", "--locked", "--format-version=1"]).stdout_any().done();
        ws.git(["reset", "--quiet", "--hard"]);
        ws.git(["clean", "--quiet", "--force", "-d"]);
    }
    ws.plant(Defect::Todo { package: package() });
    ws.write("README.md", "# A\n\n## Security\n\nx\n");
    ws.plant(Defect::NoSection { file: "README.md".to_owned(), heading: "Security".to_owned() });
    assert_eq!(ws.read("README.md"), "# A\n\n");
    assert_eq!(ws.planted().len(), 15);
}

/// Each is looked for, and set up where it is not installed. The registry has tests of its own.
#[test]
fn the_tools_that_tests_need_are_there_and_run() {
    for (folder, name) in [(tools::git_cliff(), "git-cliff"), (tools::nextest(), "cargo-nextest")] {
        let output = Command::new(folder.join(name)).arg("--version").output().expect("it can be started");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
