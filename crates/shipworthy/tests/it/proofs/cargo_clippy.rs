//! The proofs of `cargo-clippy`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

const NEEDLESS: &str = "clippy::needless_return";

fn fixture(check: &str) -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"cargo-clippy\"{check}"))
}

fn warned(check: &str) -> Fixture {
    fixture(check).defect(Defect::ClippyWarning { package: "alpha".to_owned() })
}

/// F10 of the false greens: clippy exits with code 0 when it only warns.
#[test]
pub(super) fn fires() {
    let ws = warned("").git().build();
    let json = fails(gate(&ws), &[NEEDLESS]);
    let finding = &json.findings("gate")[0];
    let planted = &ws.planted()[0];
    assert_eq!((&finding["file"], &finding["line"]), (&planted.file.clone().into(), &planted.line.into()));
    assert!(finding["column"].is_u64() && finding["remedy"].is_string(), "{finding}");
    // A second look, with everything compiled already, sees the same.
    assert_eq!(fails(gate(&ws).args(["--rerun"]), &[NEEDLESS]).findings("gate"), json.findings("gate"));
    fails(
        gate(&warned(", limit = 9, lints = { \"clippy::needless_return\" = 0 }").git().build()),
        &[NEEDLESS],
    );
    fails(
        gate(&fixture("").defect(Defect::CompileError { package: "alpha".to_owned() }).build()),
        &["E0308"],
    );
    let far = fixture("").defect(Defect::MemberOutsideDefault { package: "far".to_owned() }).git().build();
    far.append("crates/far/tests/failing.rs", "fn one() -> u8 {\n    return 1;\n}\n");
    fails(gate(&far), &[NEEDLESS, "dead_code"]);
}

#[test]
pub(super) fn stays_silent() {
    let json = passes(gate(&fixture("").git().build()));
    assert_eq!(json.measured("gate", "warnings"), 0.0);
    passes(gate(&warned(", limit = 1").git().build()));
    passes(gate(&warned(", lints = { \"clippy::needless_return\" = 1 }").git().build()));
    // A member that was not asked about.
    passes(gate(&warned(", packages = \"beta\"").package("beta", |p| p).git().build()));
}

#[test]
pub(super) fn vacuous_is_unknown() {
    unknown(
        gate(&Fixture::new().gate("gate", r#"kind = "cargo-clippy""#).git().build()),
        "nothing to look at",
    );
    unknown(gate(&fixture(", packages = \"gone\"").git().build()), "could not look");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("").git().build()).without_tool("cargo-clippy"), "tool missing");
    unknown(gate(&fixture("").git().build()).without_tool("cargo"), "tool missing");
    // What rustup puts in the place of a component that is not there.
    let absent =
        "#!/bin/sh\necho \"error: 'cargo-clippy' is not installed for the toolchain 'stable'\" >&2\nexit 1\n";
    unknown(gate(&fixture("").git().build()).with_tool("cargo-clippy", absent), "tool missing");
}
