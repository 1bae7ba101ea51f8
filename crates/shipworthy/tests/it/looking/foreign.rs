//! What another user has laid in the way is not taken for one's own, until the user says so to git.

use std::os::unix::fs::chown;
use std::path::Path;

use testkit::{Fixture, Workspace};

/// Any user but this one.
const OTHER: u32 = 12_345;

testkit::needs_chown!(
    a_checklist_of_another_user_is_refused,
    a_store_of_another_user_is_refused,
    a_repository_of_another_user_is_not_asked,
);

fn marked() -> Workspace {
    Fixture::new()
        .file("README.md", "# R\n")
        .gate("touch", r#"kind = "command", argv = ["touch", "ran"]"#)
        .git()
        .build()
}

fn give_away(path: &Path) {
    chown(path, Some(OTHER), None).unwrap();
}

/// The words of git's that allow it, as they stand in the remedy.
fn allow(ws: &Workspace, words: &str) {
    let words = words.split_once("say so: git ").unwrap().1.lines().next().unwrap();
    ws.git(words.split(' '));
}

fn a_checklist_of_another_user_is_refused() {
    let ws = marked();
    give_away(&ws.path("readiness.toml"));
    let told = ws.run(["phase1"]).exit(2).stderr_has("belongs to another user").done();
    assert!(!ws.exists("ran"), "it was run");
    ws.run(["status"]).exit(2).stderr_has("git config --global --add safe.directory").done();
    allow(&ws, &told.stderr);
    ws.run(["check", "touch"]).exit(1).stdout_any().stderr_any().done();
    assert!(ws.exists("ran"), "it was allowed");
}

fn a_store_of_another_user_is_refused() {
    let ws = marked();
    ws.write(".readiness/.gitignore", "*\n");
    give_away(&ws.path(".readiness"));
    ws.run(["status"]).exit(2).stderr_has(".readiness belongs to another user").done();
}

fn a_repository_of_another_user_is_not_asked() {
    let ws =
        Fixture::new().file("README.md", "# R\n").gate("tidy", r#"kind = "git", clean = true"#).git().build();
    let check = || ws.run(["check", "tidy"]).stdout_any().stderr_any();
    check().done();
    give_away(&ws.path(".git"));
    check().exit(3).stdout_has(".git belongs to another user").done();
}

#[test]
fn the_search_for_a_checklist_ends_at_the_root_of_the_repository() {
    let ws = marked();
    ws.git(["init", "--quiet", "child"]);
    ws.write("child/inner/keep", "");
    for dir in ["child", "child/inner"] {
        ws.run(["phase1"]).dir(dir).exit(2).stderr_has("found no readiness.toml").done();
    }
    assert!(!ws.exists("ran"), "the checklist of another repository was run");
    ws.write("plain/keep", "");
    ws.run(["check", "touch"]).dir("plain").exit(1).stdout_any().stderr_any().done();
    assert!(ws.exists("ran"));
}
