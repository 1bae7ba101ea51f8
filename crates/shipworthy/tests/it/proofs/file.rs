//! The proofs of `file`.

use testkit::Fixture;

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str) -> Fixture {
    Fixture::new()
        .package("alpha", |p| p)
        .file("NOTES.md", "# Notes\n\nOne.\n")
        .gate("gate", &format!("kind = \"file\", {check}"))
}

#[test]
pub(super) fn fires() {
    let table = [
        (r#"path = "GONE.md""#, "absent"),
        (r#"path = "NOTES.md", absent = true"#, "present"),
        (r#"path = "NOTES.md", contains = "Two""#, "contains"),
        (r#"path = "NOTES.md", lacks = "^One""#, "lacks"),
        (r#"path = "NOTES.md", min-lines = 4"#, "min-lines"),
        (r#"path = "NOTES.md", max-lines = 2"#, "max-lines"),
        (r#"path = "NOTES.md", executable = true"#, "executable"),
        (r#"path = "NOTES.md", max-size = "10B""#, "max-size"),
        (r#"path = "NOTES.md", folder = true"#, "no-folder"),
        (r#"path = "crates""#, "folder"),
        (r#"path = "crates", folder = true, at-least = 100"#, "at-least"),
    ];
    for (check, rule) in table {
        fails(gate(&fixture(check).git().build()), &[rule]);
    }
}

#[test]
pub(super) fn stays_silent() {
    let table = [
        r#"path = "NOTES.md""#,
        r#"path = "GONE.md", absent = true"#,
        r#"path = "NOTES.md", contains = ["One", "^# "], lacks = "Two", min-lines = 3, max-lines = 3"#,
        r#"path = "NOTES.md", executable = false"#,
        r#"path = "NOTES.md", max-size = "1KiB""#,
        r#"path = "crates", folder = true, at-least = 2"#,
    ];
    for check in table {
        passes(gate(&fixture(check).git().build()));
        passes(gate(&fixture(check).build()));
    }
    // One that git ignores is a file all the same.
    let ignored = fixture(r#"path = "local.env", contains = "KEY""#)
        .file(".gitignore", "*.env\n/target\n")
        .git()
        .build();
    ignored.write("local.env", "KEY=1\n");
    passes(gate(&ignored));
    // What a build leaves behind is weighed, not read.
    let built = fixture(r#"path = "target/release/app", max-size = "100MB""#).git().build();
    let app = built.root().join("target/release/app");
    std::fs::create_dir_all(app.parent().unwrap()).unwrap();
    std::fs::File::create(app).unwrap().set_len(90_000_000).unwrap();
    passes(gate(&built));
}

/// An empty file lacks everything: there is no line to look at.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture(r#"path = "notes.md", lacks = "TODO""#).file("notes.md", "").git().build();
    unknown(gate(&ws), "nothing to look at");
}

/// No tool is needed; what can be missing is the means to read the file.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture(r#"path = "raw.txt", contains = "x""#).bytes("raw.txt", b"x\xff\xfe\n").git().build();
    unknown(gate(&ws), "could not look");
    let ws = fixture(r#"path = "secret.txt", contains = "x""#).git().build();
    ws.write("../secret.txt", "x\n");
    ws.link("secret.txt", "../secret.txt");
    ws.commit("Point outside");
    unknown(gate(&ws), "could not look");
}
