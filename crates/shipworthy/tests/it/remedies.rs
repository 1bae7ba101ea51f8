//! What stands behind `fix:` can be pasted: it shows the failure with the packages, features and variables of the gate, and
//! where it claims to mend, the gate passes after it.

use testkit::{Defect, Fixture, Json, Workspace};

use crate::proofs::asked::{fails, gate, passes};

/// The remedy of the first finding of the gate.
fn remedy(json: &Json) -> String {
    json.findings("gate")[0]["remedy"].as_str().unwrap_or_default().to_owned()
}

/// Types a line into a shell at the root.
fn typed(ws: &Workspace, line: &str) -> Result<(), String> {
    let run = ws.program("sh", ["-c", line]).stdout_any().stderr_any();
    let output = run.spawn().finish();
    if output.code == Some(0) { Ok(()) } else { Err(output.told()) }
}

fn alpha() -> String {
    "alpha".to_owned()
}

/// A test that fails with a feature and a variable alone: without them it would pass, and the tool would seem to lie.
#[test]
fn the_remedy_of_a_failed_test_fails_as_the_gate_did() {
    let test = "//! T.\n\n#[cfg(feature = \"f\")]\n#[test]\nfn bad() {\n    assert!(std::env::var_os(\"LOUD\").is_none(), \"loud\");\n}\n\n\
        #[test]\nfn good() {}\n";
    for runner in ["cargo", "auto"] {
        let check = format!("kind = \"cargo-test\", all-features = true, runner = \"{runner}\"");
        let ws = Fixture::new()
            .package("alpha", |p| p.manifest_extra("[features]\nf = []").test("it", test))
            .package("beta", |p| p)
            .gate_with("gate", &check, "env = { LOUD = \"very loud\" }")
            .git()
            .build();
        let line = remedy(&fails(gate(&ws), &["test-failed"]));
        assert!(
            line.contains("--workspace --all-features") && line.starts_with("LOUD='very loud' "),
            "{line}"
        );
        let told = typed(&ws, &line).expect_err("it fails as the gate did");
        assert!(told.contains("loud"), "{line}\n{told}");
        ws.write("crates/alpha/tests/it.rs", "//! T.\n\n#[test]\nfn bad() {}\n");
        typed(&ws, &line).expect("the failure is mended");
    }
}

/// The commands that show what was wrong, and are content once it is mended.
#[test]
fn the_remedy_of_each_kind_shows_the_failure() {
    let error = Defect::CompileError { package: alpha() };
    let cases: [(&str, Defect, &str); 4] = [
        (r#"kind = "cargo-build""#, error.clone(), "E0308"),
        (r#"kind = "cargo-clippy""#, error.clone(), "E0308"),
        (r#"kind = "cargo-test", packages = "alpha""#, error.clone(), "E0308"),
        (r#"kind = "cargo-test""#, Defect::FailingTest { package: alpha() }, "test-failed"),
    ];
    for (check, defect, rule) in cases {
        let ws = Fixture::new().package("alpha", |p| p).gate("gate", check).defect(defect).git().build();
        let json = fails(gate(&ws), &[rule]);
        let commands: Vec<String> = json
            .findings("gate")
            .iter()
            .filter_map(|finding| finding["remedy"].as_str())
            .filter(|remedy| remedy.contains("cargo "))
            .map(str::to_owned)
            .collect();
        for line in &commands {
            assert!(typed(&ws, line).is_err(), "{check}: `{line}` does not show it");
        }
    }
}

/// The one remedy that claims to mend, with the members that the gate is about.
#[test]
fn the_remedy_of_a_layout_mends_it() {
    for check in [r#"kind = "cargo-fmt""#, r#"kind = "cargo-fmt", packages = ["crates/alpha"]"#] {
        let ws =
            Fixture::new().package("alpha", |p| p.lib("//! A.\npub fn   one( ) {}\n")).gate("gate", check);
        let ws = ws.git().build();
        let line = remedy(&fails(gate(&ws), &["layout"]));
        typed(&ws, &line).unwrap_or_else(|told| panic!("{line}\n{told}"));
        passes(gate(&ws));
    }
}

/// A command is typed where it was run, with the variables of its gate.
#[test]
fn the_remedy_of_a_command_runs_it_where_it_was_run() {
    let check = r#"kind = "command", argv = ["sh", "-c", "test -e here && test \"$WORD\" = 'a b' && exit 3"], dir = "in ner", env = { WORD = "a b" }"#;
    let ws = Fixture::new().file("in ner/here", "").gate("gate", check).git().build();
    let line = remedy(&fails(gate(&ws), &["exit"]));
    let told = typed(&ws, &format!("{line} ; test $? = 3"));
    assert!(told.is_ok(), "{line}: {told:?}");
}
