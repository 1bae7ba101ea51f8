//! The proofs of `versions`.

use testkit::{Fixture, FixturePackage, Workspace};

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str, beta: &str) -> Workspace {
    let beta = beta.to_owned();
    Fixture::new()
        .package("alpha", |p| p)
        .package("beta", move |p| p.version(&beta))
        .package("gamma", private)
        .gate("gate", &format!("kind = \"versions\", {check}"))
        .git()
        .build()
}

fn private(package: FixturePackage) -> FixturePackage {
    package
        .manifest("[package]\nname = \"gamma\"\nversion = \"9.0.0\"\nedition = \"2024\"\npublish = false\n")
}

#[test]
pub(super) fn fires() {
    let json = fails(gate(&fixture("version = \"0.1.0\"", "0.2.0")), &["version"]);
    let finding = &json.findings("gate")[0];
    assert_eq!(finding["file"], "crates/beta/Cargo.toml");
    assert!(finding["line"].is_number(), "{finding}");
    fails(gate(&fixture("equal = true", "0.2.0")), &["unequal"]);
}

#[test]
pub(super) fn stays_silent() {
    assert_eq!(passes(gate(&fixture("version = \"v0.1.0\"", "0.1.0"))).subjects("gate"), 2);
    passes(gate(&fixture("equal = true", "0.1.0")));
}

#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = Fixture::new()
        .package("gamma", private)
        .gate("gate", "kind = \"versions\", equal = true")
        .git()
        .build();
    unknown(gate(&ws), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("equal = true", "0.1.0");
    unknown(gate(&ws).without_tool("cargo"), "tool missing");
    ws.append("crates/alpha/Cargo.toml", "\n[dependencies]\ngone = { path = \"../gone\" }\n");
    unknown(gate(&ws), "could not look");
}
