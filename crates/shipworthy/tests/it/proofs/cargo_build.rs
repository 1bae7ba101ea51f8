//! The proofs of `cargo-build`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

fn alpha() -> String {
    "alpha".to_owned()
}

fn fixture(check: &str) -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"cargo-build\"{check}"))
}

#[test]
pub(super) fn fires() {
    let ws = fixture("").defect(Defect::CompileError { package: alpha() }).git().build();
    let json = fails(gate(&ws), &["E0308"]);
    let finding = &json.findings("gate")[0];
    assert_eq!((&finding["file"], &finding["line"]), (&"crates/alpha/src/lib.rs".into(), &5.into()));
    fails(gate(&fixture("").defect(Defect::TwoModuleFiles { package: alpha() }).build()), &["E0761"]);
    // Tests are built too, and a warning is one that was not accepted.
    fails(
        gate(&fixture("").file("crates/alpha/tests/it.rs", "fn a() -> u8 { b() }\n").git().build()),
        &["E0425"],
    );
    let unused = fixture(", warnings = 0").file("crates/alpha/src/lib.rs", "fn unused() {}\n").git().build();
    fails(gate(&unused), &["dead_code"]);
}

#[test]
pub(super) fn stays_silent() {
    let check = ", warnings = 1, locked = true, packages = \"alpha\"";
    let ws = fixture(check)
        .package("beta", |p| p.lib("fn unused() -> u8 {}\n"))
        .file("crates/alpha/src/lib.rs", "fn unused() {}\n")
        .file("crates/alpha/tests/it.rs", "")
        .git()
        .build();
    let json = passes(gate(&ws));
    assert_eq!(json.measured("gate", "warnings"), 1.0);
    assert_eq!(ws.git(["status", "--porcelain"]), "");
}

#[test]
pub(super) fn vacuous_is_unknown() {
    unknown(
        gate(&Fixture::new().gate("gate", r#"kind = "cargo-build""#).git().build()),
        "nothing to look at",
    );
    unknown(gate(&fixture(r#", packages = "gone""#).git().build()), "could not look");
    // Nothing of the member is built while the feature is off.
    let gated = "[lib]\npath = \"src/lib.rs\"\n[[bin]]\nname = \"b\"\nrequired-features = [\"x\"]\n";
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.manifest_extra(&gated.replace("[lib]\npath = \"src/lib.rs\"\n", "")).feature("x")
        })
        .file("crates/alpha/src/bin/b.rs", "fn main() {}\n")
        .gate("gate", r#"kind = "cargo-build""#)
        .build();
    ws.remove("crates/alpha/src/lib.rs");
    unknown(gate(&ws), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("").git().build()).without_tool("cargo"), "tool missing");
    unknown(gate(&fixture("").git().build()).without_tool("rustc"), "");
}
