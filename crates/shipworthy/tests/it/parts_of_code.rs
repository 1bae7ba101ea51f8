//! Files that are Rust code and are not called so: what includes them, or has them for a module, is one with them.

use testkit::{Fixture, Workspace};

use crate::proofs::asked::{fails, gate, passes, unknown};

const TODO: &str = "pub fn later() {\n    todo!()\n}\n";

fn asked(check: &str) -> Fixture {
    Fixture::new().gate("gate", check).git()
}

/// The state of the gate, with what has changed.
fn status(ws: &Workspace) -> (String, String) {
    let output = ws.run(["status", "--format", "json"]).spawn().finish();
    let json: serde_json::Value = serde_json::from_str(&output.stdout).expect("one document");
    let gate = json["gates"][0].clone();
    (gate["outcome"].as_str().unwrap_or_default().to_owned(), gate["changed"].to_string())
}

#[test]
fn what_is_included_is_searched_and_counts() {
    for (lib, ignored) in [
        ("//! A.\ninclude!(\"a.inc\");\n", false),
        ("//! A.\n#[path = \"a.inc\"]\npub mod a;\n", false),
        ("//! A.\ninclude!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/a.inc\"));\n", false),
        // It is read from the disk, and not from what git knows.
        ("//! A.\ninclude!(\"a.inc\");\n", true),
    ] {
        let ws = asked("kind = \"placeholders\"")
            .package("alpha", |p| p.lib(lib).file("src/a.inc", "pub fn a() {}\n"));
        let ignore = if ignored { "/target\n/.readiness\n*.inc\n" } else { "/target\n/.readiness\n" };
        let ws = ws.file(".gitignore", ignore).build();
        passes(gate(&ws));
        assert_eq!(status(&ws).0, "pass");
        ws.write("crates/alpha/src/a.inc", TODO);
        let (outcome, changed) = status(&ws);
        assert!(
            outcome == "stale" && changed.contains("crates/alpha/src/a.inc"),
            "{lib} {outcome} {changed}"
        );
        let json = fails(gate(&ws), &["placeholder-macro"]);
        assert_eq!(json.findings("gate")[0]["file"], "crates/alpha/src/a.inc");
        ws.write("crates/alpha/src/a.inc", "pub fn a() {}\n");
        passes(gate(&ws));
    }
}

#[test]
fn what_is_included_declares_modules() {
    let ws = |check: &str| {
        asked(check)
            .package("alpha", |p| {
                p.lib("//! A.\ninclude!(\"a.inc\");\n").file("src/a.inc", "pub mod deep;\n")
            })
            .file("crates/alpha/src/deep.rs", "//! D.\n")
    };
    let orphans = "kind = \"orphan-files\"";
    passes(gate(&ws(orphans).build()));
    let lost = ws(orphans).file("crates/alpha/src/lost.rs", "//! L.\n").build();
    let json = fails(gate(&lost), &["orphan-file"]);
    assert_eq!(json.findings("gate")[0]["file"], "crates/alpha/src/lost.rs");
    let twice = ws("kind = \"duplicate-modules\"").file("crates/alpha/src/deep/mod.rs", "//! D.\n").build();
    let json = fails(gate(&twice), &["two-files"]);
    let told = json.findings("gate")[0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("declared at crates/alpha/src/a.inc:1"), "{told}");
}

/// Where nothing was run, the source says why: a feature that is off is not looked at, and another system is none of ours.
#[test]
fn why_a_target_has_no_test_is_told_wherever_it_is_said() {
    let test = "#[test]\nfn good() {}\n";
    let ws = |root: &str, more: &str| {
        let fixture = asked("kind = \"cargo-test\", runner = \"cargo\", doctests = false");
        let fixture =
            fixture.package("alpha", |p| p.lib(&format!("//! A.\n\n{test}")).feature("f").test("it", root));
        fixture
            .file("crates/alpha/tests/more/mod.rs", more)
            .file("crates/alpha/tests/suite.inc", test)
            .build()
    };
    let feature = "#[cfg(feature = \"f\")]\n";
    for root in [
        format!("//! I.\n{feature}mod more;\n"),
        "//! I.\n#![cfg(feature = \"f\")]\nmod more;\n".to_owned(),
        format!("//! I.\n{feature}{test}"),
        "//! I.\n#![cfg(feature = \"f\")]\ninclude!(\"suite.inc\");\n".to_owned(),
    ] {
        let json = unknown(gate(&ws(&root, test)), "could not look");
        let reason = json.gate("gate")["reason"].as_str().unwrap_or_default();
        assert!(
            reason.contains("crates/alpha/tests/it.rs has tests for `feature = \"f\"` alone"),
            "{root} {reason}"
        );
    }
    for root in
        ["//! I.\n#[cfg(windows)]\nmod more;\n".to_owned(), format!("//! I.\n#[cfg(windows)]\n{test}")]
    {
        let json = passes(gate(&ws(&root, test)));
        assert_eq!(json.measured("gate", "targets for other systems"), 1.0, "{root}");
    }
    // Something else keeps them away, and nobody said that it may.
    let lost = format!("//! I.\n#[cfg(windows)]\nuse std::env as _;\n#[cfg(any())]\n{test}");
    fails(gate(&ws(&lost, "")), &["empty-target"]);
}

/// Nobody can tell it from one that passed, and the page of the kind says so.
#[test]
fn a_test_that_ends_early_and_well_looks_like_one_that_passed() {
    let early = "//! I.\n\n#[test]\nfn needs_a_file() {\n    if std::fs::read(\"no/such/file\").is_err() { return; }\n    \
                 panic!(\"not what was wanted\");\n}\n";
    let ws = asked("kind = \"cargo-test\", runner = \"cargo\", doctests = false");
    let json = passes(gate(&ws.package("alpha", |p| p.test("it", early)).build()));
    assert_eq!(json.subjects("gate"), 1);
    let told = explained("cargo-test");
    assert!(told.contains("ends early and well") && told.contains("nobody can see that"), "{told}");
}

/// What `explain` says of a kind, on one line.
fn explained(kind: &str) -> String {
    let ws = Fixture::new().build();
    ws.run(["explain", kind]).text().split_whitespace().collect::<Vec<_>>().join(" ")
}
