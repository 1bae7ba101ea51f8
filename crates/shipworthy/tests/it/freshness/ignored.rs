//! What git does not tell of a member: sources that it ignores, tests that an exclusion hides, permissions that it was told
//! not to look at.

use super::scene::{TESTS, check, fails, gate, is_stale, passes};

const IGNORE: &str = "/target\n/.readiness\ngenerated.rs\nscratch.rs\n";
const GENERATED: &str = "crates/a/src/generated.rs";

#[test]
fn an_ignored_module_of_a_member_is_looked_at() {
    let table = [
        (r#"kind = "cargo-fmt""#, "pub fn f( ) {}\n"),
        (r#"kind = "placeholders", in = "crates/a/**/*.rs""#, "pub fn f() { todo!() }\n"),
        (r#"kind = "duplicate-modules""#, ""),
    ];
    for (kind, wrong) in table {
        let ws = gate(kind)
            .file(".gitignore", IGNORE)
            .package("a", |p| p.lib("pub mod generated;\n").file("src/generated.rs", "pub fn f() {}\n"))
            .build();
        // What nothing declares is compiled by nobody, and nobody is blamed for it.
        ws.write("crates/a/src/scratch.rs", "pub fn f( ) { todo!() }\n");
        assert_eq!(check(&ws).outcome("g"), "pass", "{kind}");
        ws.write("crates/a/src/scratch.rs", "pub fn g( ) { todo!() }\n");
        assert_eq!(check(&ws)["executed"], 0, "{kind}");
        ws.write(GENERATED, wrong);
        is_stale(&ws, "files ");
        if !wrong.is_empty() {
            assert_eq!(check(&ws).outcome("g"), "fail", "{kind}");
        }
    }
}

#[test]
fn an_ignored_module_is_no_hole_in_the_tree_of_modules() {
    let ws = gate(r#"kind = "orphan-files""#)
        .file(".gitignore", IGNORE)
        .package("a", |p| {
            p.lib("pub mod generated;\n")
                .file("src/generated.rs", "pub mod inner;\n")
                .file("src/generated/inner.rs", "")
        })
        .build();
    ws.write("crates/a/src/scratch.rs", "");
    assert_eq!(check(&ws).outcome("g"), "pass");
    ws.write(GENERATED, "\n");
    assert_eq!(check(&ws).outcome("g"), "fail", "nothing declares inner.rs any more");
}

#[test]
fn a_new_test_that_an_exclusion_hides_counts() {
    let ws = gate(TESTS).package("a", |p| p.lib("#[test]\nfn t() {}\n")).build();
    passes(&ws);
    ws.append(".git/info/exclude", "tests\n");
    ws.write("crates/a/tests/t.rs", "#[test]\nfn fails() { panic!() }\n");
    is_stale(&ws, "targets");
    fails(&ws);
}

#[test]
fn permissions_count_where_git_does_not_look_at_them() {
    let ws =
        gate(r#"kind = "file", path = "run.sh", executable = true"#).file("run.sh", "#!/bin/sh\n").build();
    ws.program("chmod", ["+x", "run.sh"]).done();
    ws.git(["config", "core.fileMode", "false"]);
    passes(&ws);
    ws.program("chmod", ["-x", "run.sh"]).done();
    is_stale(&ws, "run.sh");
    fails(&ws);
}
