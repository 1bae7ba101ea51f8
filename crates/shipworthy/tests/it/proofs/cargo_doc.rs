//! The proofs of `cargo-doc`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

const BROKEN: &str = "rustdoc::broken_intra_doc_links";

fn fixture(check: &str) -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"cargo-doc\"{check}"))
}

fn broken(check: &str) -> Fixture {
    fixture(check).defect(Defect::BrokenDocLink { package: "alpha".to_owned() })
}

/// F11 of the false greens: rustdoc exits with code 0 when a link leads nowhere.
#[test]
pub(super) fn fires() {
    let ws = broken("").git().build();
    let json = fails(gate(&ws), &[BROKEN]);
    let finding = &json.findings("gate")[0];
    let planted = &ws.planted()[0];
    assert_eq!((&finding["file"], &finding["line"]), (&planted.file.clone().into(), &planted.line.into()));
    assert_eq!(fails(gate(&ws).args(["--rerun"]), &[BROKEN]).findings("gate"), json.findings("gate"));
    // No setting of the caller silences it.
    fails(gate(&broken("").build()).env("RUSTDOCFLAGS", "-Awarnings"), &[BROKEN]);
    let private =
        "//! A.\n\n/// See [`Missing`].\nfn hidden() {}\n\n/// Shown.\npub fn shown() {\n    hidden()\n}\n";
    fails(
        gate(&fixture(", private = true").file("crates/alpha/src/lib.rs", private).git().build()),
        &[BROKEN],
    );
}

#[test]
pub(super) fn stays_silent() {
    let ws = fixture("").package("beta", |p| p.main("//! B.\n\nfn main() {}\n")).git().build();
    assert_eq!(passes(gate(&ws)).subjects("gate"), 3);
    passes(gate(&broken(", limit = 1").git().build()));
}

#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture("").git().build();
    ws.append("crates/alpha/Cargo.toml", "\n[lib]\ndoc = false\n");
    unknown(gate(&ws), "nothing to look at");
    unknown(gate(&Fixture::new().gate("gate", r#"kind = "cargo-doc""#).git().build()), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("").git().build()).without_tool("cargo"), "tool missing");
    unknown(gate(&fixture("").git().build()).without_tool("rustdoc"), "");
}
