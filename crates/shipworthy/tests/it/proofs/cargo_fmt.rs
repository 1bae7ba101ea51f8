//! The proofs of `cargo-fmt`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

fn fixture() -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", r#"kind = "cargo-fmt""#)
}

#[test]
pub(super) fn fires() {
    let ws = fixture().defect(Defect::Unformatted { package: "alpha".to_owned() }).git().build();
    let json = fails(gate(&ws), &["layout"]);
    let finding = &json.findings("gate")[0];
    let planted = &ws.planted()[0];
    assert_eq!((&finding["file"], &finding["line"]), (&planted.file.clone().into(), &planted.line.into()));
    // A member that is not built by default is formatted all the same.
    let ws = fixture().defect(Defect::MemberOutsideDefault { package: "far".to_owned() }).git().build();
    ws.append("crates/far/src/lib.rs", "fn  far(){}\n");
    assert_eq!(fails(gate(&ws), &["layout"]).findings("gate")[0]["file"], "crates/far/src/lib.rs");
    // What cannot be parsed has no layout.
    fails(gate(&fixture().file("crates/alpha/src/lib.rs", "fn (\n").git().build()), &["rustfmt"]);
}

#[test]
pub(super) fn stays_silent() {
    let ws = Fixture::named("mit Umläuten ß")
        .package("alpha", |p| p.test("it", "//! It.\n").main("fn main() {}\n"))
        .package("beta", |p| p)
        .gate("gate", r#"kind = "cargo-fmt""#)
        .git()
        .build();
    assert_eq!(passes(gate(&ws)).subjects("gate"), 4);
}

/// rustfmt exits with code 0, and has formatted nothing.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture().file("rustfmt.toml", "disable_all_formatting = true\n");
    unknown(gate(&ws.defect(Defect::Unformatted { package: "alpha".to_owned() }).git().build()), "");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture().git().build()).without_tool("cargo-fmt"), "tool missing");
    // What rustup puts in the place of a component that is not there.
    let absent =
        "#!/bin/sh\necho \"error: 'cargo-fmt' is not installed for the toolchain 'stable'\" >&2\nexit 1\n";
    unknown(gate(&fixture().git().build()).with_tool("cargo-fmt", absent), "tool missing");
}
