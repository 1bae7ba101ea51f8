//! The proofs of `changelog`.

use testkit::{Fixture, Workspace};

use super::asked::{fails, gate, passes, unknown};

fn fixture(text: &str, more: &str) -> Workspace {
    Fixture::new()
        .package("alpha", |p| p)
        .file("CHANGELOG.md", text)
        .gate("gate", &format!("kind = \"changelog\"{more}"))
        .git()
        .build()
}

#[test]
pub(super) fn fires() {
    fails(gate(&fixture("# Changelog\n\n## [Unreleased]\n\n- New.\n", "")), &["no-version"]);
    fails(gate(&fixture("# Changelog\n\n## [0.1.0] - 2026-01-31\n", "")), &["empty-section"]);
    fails(gate(&fixture("## 0.1.0\n\n- New.\n", ", version = \"0.2.0\"")), &["no-version"]);
    fails(gate(&fixture("", ", path = \"NEWS.md\"")), &["absent"]);
}

/// When the version is raised, the question is a new one.
#[test]
pub(super) fn stays_silent() {
    let ws = fixture("# Changelog\n\n## [0.1.0] - 2026-01-31\n\n- New.\n", "");
    assert_eq!(passes(gate(&ws)).subjects("gate"), 1);
    ws.replace("crates/alpha/Cargo.toml", "0.1.0", "0.2.0");
    fails(gate(&ws), &["no-version"]);
    passes(gate(&fixture("## v0.2.0 (soon)\n\nNew.\n", ", version = \"0.2.0\"")).without_tool("cargo"));
}

/// Nothing is published, so there is no version to look for.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture("## 0.1.0\n\nNew.\n", "");
    ws.replace("crates/alpha/Cargo.toml", "edition", "publish = false\nedition");
    unknown(gate(&ws), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("## 0.1.0\n\nNew.\n", "")).without_tool("cargo"), "tool missing");
    let ws = fixture("", ", version = \"0.1.0\"");
    ws.write("CHANGELOG.md", b"## 0.1.0\n\xe4\n");
    unknown(gate(&ws), "could not look");
}
