//! The proofs of `duplicate-modules`.

use testkit::{Defect, Fixture};

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str) -> Fixture {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"duplicate-modules\"{check}"))
}

#[test]
pub(super) fn fires() {
    let ws = fixture("").defect(Defect::TwoModuleFiles { package: "alpha".to_owned() }).git().build();
    let json = fails(gate(&ws), &["two-files"]);
    assert_eq!(json.findings("gate")[0]["file"], ws.planted()[0].file);
    // Nothing declares it, so everything compiles: still nobody knows which of the two is the real one.
    let ws = fixture("").file("crates/alpha/src/a/b.rs", "").file("crates/alpha/src/a/b/mod.rs", "").build();
    fails(gate(&ws), &["two-files"]);
    let ws = fixture(r#", twins = ["_fixed"]"#).file("crates/alpha/src/lib_fixed.rs", "").git().build();
    fails(gate(&ws), &["twin-file"]);
}

/// A folder beside its module, and a test target beside a folder of its name, are how it should be.
#[test]
pub(super) fn stays_silent() {
    let ws = Fixture::new()
        .package("alpha", |p| {
            p.lib("//! A.\n\nmod a;\n")
                .file("src/a.rs", "mod b;\n")
                .file("src/a/b.rs", "")
                .file("src/lib_fixed.rs", "")
                .test("common", "")
                .file("tests/common/data.rs", "")
        })
        .gate("gate", r#"kind = "duplicate-modules""#)
        .git()
        .build();
    let json = passes(gate(&ws));
    assert_eq!(json.subjects("gate"), 6);
    let ws = fixture(r#", except = "crates/alpha/src/twin.rs""#)
        .defect(Defect::TwoModuleFiles { package: "alpha".to_owned() })
        .git()
        .build();
    passes(gate(&ws));
}

#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = Fixture::new().gate("gate", r#"kind = "duplicate-modules""#).git().build();
    unknown(gate(&ws), "nothing to look at");
    // What git ignores is not looked at.
    let ws = Fixture::new()
        .gate("gate", r#"kind = "duplicate-modules""#)
        .file(".gitignore", "out\n")
        .git()
        .build();
    ws.write("out/a.rs", "");
    ws.write("out/a/mod.rs", "");
    unknown(gate(&ws), "nothing to look at");
}

/// No tool is needed; what can be missing is the file behind a name.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("").git().build();
    ws.link("crates/alpha/src/gone.rs", "nowhere.rs");
    ws.commit("Point nowhere");
    unknown(gate(&ws), "could not look");
}
