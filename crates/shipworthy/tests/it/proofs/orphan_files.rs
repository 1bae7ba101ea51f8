//! The proofs of `orphan-files`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str) -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"orphan-files\"{check}"))
}

/// F5 of the false greens: cargo does not compile it, lint it, format it, or run its tests, and says nothing.
#[test]
pub(super) fn fires() {
    let ws = fixture("").defect(Defect::OrphanFile { package: "alpha".to_owned() }).git().build();
    let json = fails(gate(&ws), &["orphan-file"]);
    assert_eq!(json.findings("gate")[0]["file"], ws.planted()[0].file);
    let ws = fixture("").file("crates/alpha/tests/sub/deep.rs", "#[test]\nfn never() {}\n").build();
    let json = fails(gate(&ws), &["orphan-file"]);
    assert_eq!(json.findings("gate")[0]["file"], "crates/alpha/tests/sub/deep.rs");
}

#[test]
pub(super) fn stays_silent() {
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("//! A.\n\nmod a;\n#[path = \"odd.rs\"]\nmod b;\nmod inline {\n    mod c;\n}\ninclude!(\"part.rs\");\n")
                .file("src/a/mod.rs", "#[cfg(windows)]\nmod far;\n")
                .file("src/a/far.rs", "")
                .file("src/odd.rs", "")
                .file("src/inline/c.rs", "")
                .file("src/part.rs", "")
                .test("it", "mod parts;\n")
                .file("tests/parts/mod.rs", "")
                .file("build.rs", "fn main() {}\n")
        })
        .gate("gate", r#"kind = "orphan-files""#)
        .git()
        .build();
    assert_eq!(passes(gate(&ws)).subjects("gate"), 9);
    let ws = fixture(r#", except = "**/orphan.rs""#)
        .defect(Defect::OrphanFile { package: "alpha".to_owned() })
        .git()
        .build();
    passes(gate(&ws));
}

/// Files there are, but none of a member.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture(r#", except = "**/*.rs""#).git().build();
    unknown(gate(&ws), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("").git().build();
    unknown(gate(&ws).without_tool("cargo"), "tool missing");
    ws.write("crates/alpha/Cargo.toml", "[package]\nname = \n");
    unknown(gate(&ws), "could not look");
}
