//! The proofs of `cargo-test`, with each runner. The false greens F1 to F8 are among them: for each of these
//! workspaces `cargo test` exits with code 0, or has not looked at everything.

use testkit::{Defect, Fixture, Run, Workspace, tools};

use super::asked::{fails, gate, passes, unknown};

const LIBRARY: &str = "//! One.\n\n/// One.\n///\n/// ```\n/// assert_eq!(alpha::one(), 1);\n/// ```\npub fn one() -> u32 {\n    1\n}\n\n\
    #[cfg(test)]\nmod tests {\n    #[test]\n    fn is_one() {\n        assert_eq!(super::one(), 1);\n    }\n}\n";

/// What runs tests.
const RUNNERS: [&str; 2] = ["cargo", "nextest"];

fn fixture(runner: &str, check: &str) -> Fixture {
    let check = format!("kind = \"cargo-test\", runner = \"{runner}\"{check}");
    let fixture = Fixture::new().package("alpha", |p| p.lib(LIBRARY)).gate("gate", &check);
    if runner == "nextest" { fixture.tools(tools::nextest()) } else { fixture }
}

fn alpha() -> String {
    "alpha".to_owned()
}

/// What plain cargo says of the same workspace.
fn cargo_test(ws: &Workspace) -> Run<'_> {
    ws.program("cargo", ["test", "--quiet"]).stdout_any().stderr_any()
}

#[test]
pub(super) fn fires() {
    let table: [(&str, Defect, &str); 6] = [
        ("", Defect::FailingTest { package: alpha() }, "test-failed"),
        // F2: plain cargo runs the default members only.
        ("", Defect::MemberOutsideDefault { package: "far".to_owned() }, "test-failed"),
        // F3: a target is skipped without a word.
        ("", Defect::RequiredFeatures { package: alpha() }, "never-compiled"),
        // F6: a doctest that is only compiled counts as passed.
        (", doctests-at-least = 2", Defect::UnrunDoctest { package: alpha() }, "too-few-tests"),
        // F7: an ignored test is no test.
        (", ignored = 0", Defect::IgnoredTest { package: alpha() }, "ignored-test"),
        ("", Defect::CompileError { package: alpha() }, "E0308"),
    ];
    for runner in RUNNERS {
        for (check, defect, rule) in table.clone() {
            let ws = fixture(runner, check).defect(defect.clone()).git().build();
            let json = fails(gate(&ws), &[rule]);
            let file = json.findings("gate")[0]["file"].as_str().unwrap_or_default();
            let placed = !["too-few-tests", "ignored-test"].contains(&rule);
            assert!(!placed || file == ws.planted()[0].file, "{runner}, {defect:?}: {json:#?}");
            let caught = matches!(defect, Defect::FailingTest { .. } | Defect::CompileError { .. });
            cargo_test(&ws).exit(if caught { 101 } else { 0 }).done();
        }
        fails(gate(&fixture(runner, ", at-least = 2").git().build()), &["too-few-tests"]);
    }
}

/// F8: plain cargo stops at the first program that fails.
#[test]
fn every_failing_program_is_told() {
    for runner in RUNNERS {
        let failing = "//! F.\n\n#[test]\nfn fails() {\n    panic!(\"no\");\n}\n";
        let ws = fixture(runner, "")
            .file("crates/alpha/tests/a.rs", failing)
            .file("crates/alpha/tests/b.rs", failing);
        let json = fails(gate(&ws.git().build()), &["test-failed"]);
        let places: Vec<_> =
            json.findings("gate").iter().map(|f| (f["file"].as_str().unwrap(), f["line"].as_u64())).collect();
        assert_eq!(places, [("crates/alpha/tests/a.rs", Some(5)), ("crates/alpha/tests/b.rs", Some(5))]);
    }
}

/// A test that passes only when it is run again is flaky, and that is no pass.
#[test]
fn a_flaky_test_fails() {
    let text = "//! F.\n\n#[test]\nfn second_time() {\n    let mark = concat!(env!(\"CARGO_TARGET_TMPDIR\"), \"/mark\");\n    \
        let there = std::fs::exists(mark).unwrap();\n    std::fs::write(mark, \"\").unwrap();\n    assert!(there);\n}\n";
    for runner in RUNNERS {
        let ws = fixture(runner, ", retries = 1").file("crates/alpha/tests/it.rs", text).git().build();
        fails(gate(&ws), &["flaky"]);
    }
}

#[test]
pub(super) fn stays_silent() {
    for runner in RUNNERS {
        let check = ", at-least = 2, doctests-at-least = 1, ignored = 1, locked = true";
        let ws = fixture(runner, check).defect(Defect::IgnoredTest { package: alpha() }).git().build();
        ws.write(
            "crates/alpha/tests/it.rs",
            "//! It.\n\n#[test]\nfn two() {\n    assert_eq!(alpha::one() + 1, 2);\n}\n",
        );
        let json = passes(gate(&ws));
        let measured = ["run", "doctests run", "ignored"].map(|name| json.measured("gate", name));
        assert_eq!((measured, json.subjects("gate")), ([2.0, 1.0, 1.0], 3), "{runner}");
        let gated = fixture(runner, ", features = \"hidden\", filter = \"is_one\", doctests = false");
        let ws = gated.defect(Defect::FeatureGated { package: alpha() }).git().build();
        assert_eq!(passes(gate(&ws)).subjects("gate"), 1);
    }
}

/// F1: a filter that no test matches. And a workspace without tests.
#[test]
pub(super) fn vacuous_is_unknown() {
    for runner in RUNNERS {
        let ws = fixture(runner, r#", filter = "no_such_name""#).git().build();
        unknown(gate(&ws), "nothing to look at");
        ws.program("cargo", ["test", "no_such_name"]).stdout_any().stderr_any().done();
        // F4: a target is compiled to nothing.
        let gated = fixture(runner, "").defect(Defect::FeatureGated { package: alpha() }).git().build();
        unknown(gate(&gated), "could not look");
        let check = format!("kind = \"cargo-test\", runner = \"{runner}\"");
        let untested = Fixture::new().package("alpha", |p| p).gate("gate", &check).git().build();
        unknown(gate(&untested), "nothing to look at");
        unknown(gate(&Fixture::new().gate("gate", &check).git().build()), "nothing to look at");
    }
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("cargo", "").git().build()).without_tool("cargo"), "tool missing");
    unknown(gate(&fixture("cargo", "").git().build()).without_tool("rustc"), "");
    unknown(gate(&fixture("nextest", "").git().build()).without_tool("cargo-nextest"), "tool missing");
    // Left to choose, it does without.
    passes(gate(&fixture("auto", "").git().build()).without_tool("cargo-nextest"));
}
