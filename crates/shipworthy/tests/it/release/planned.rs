//! What a person and a script see of a plan, and of what stands against one.

use testkit::{Fixture, Workspace, redact};

use super::yard::Yard;
use crate::reference::{fields, listed};

const CHANGES: &str = "# Changelog\n\n## [Unreleased]\n\n- Bread.\n";

/// A library and what needs it, each with a version of its own; no registry is asked of them.
fn pantry() -> Fixture {
    let readme = "kind = \"file\", path = \"CHANGELOG.md\"";
    Fixture::named("pantry")
        .file("CHANGELOG.md", CHANGES)
        .phase("blockers", "Fix blockers")
        .gate("changes", readme)
        .package("jam", |jam| jam)
        .package("shelf", |shelf| shelf.version("1.4.2").depends("jam"))
}

/// What stands against a plan, as a person sees it.
#[track_caller]
fn refused(ws: &Workspace, args: &[&str]) -> String {
    let before = ws.git(["status", "--porcelain"]);
    let told = ws.run([&["release"], args].concat()).exit(1).text();
    assert_eq!(ws.git(["status", "--porcelain"]), before);
    assert!(!ws.exists(".readiness/release"), "something was written");
    redact(&told, ws)
}

#[test]
fn a_plan_is_printed() {
    let Some(yard) = Yard::new() else { return };
    yard.run(&["ready"]).done();
    let told = yard.run(&["release", "minor", "--dry-run"]).text();
    assert!(!yard.ws.exists(".readiness/release"), "a dry run writes nothing");
    insta::assert_snapshot!(redact(&told, &yard.ws), @"");
    let json = yard.run(&["release", "minor", "--format", "json"]).json();
    let refused = yard.run(&["release", "0.0.1", "--format", "json"]).exit(1).json();
    assert_eq!(fields([&json.0, &refused.0]), listed("release"));
    assert_eq!(json["done"], "planned");
    assert!(yard.ws.exists(json["plan_file"].as_str().expect("it says where")));
}

#[test]
fn all_that_stands_against_a_plan_is_printed_at_once() {
    let ws = pantry().git().build();
    ws.write("CHANGELOG.md", "# Changelog\n");
    ws.replace("crates/shelf/Cargo.toml", ", version = \"0.1.0\"", "");
    insta::assert_snapshot!(refused(&ws, &["0.2.0"]), @"");
}

#[test]
fn what_was_not_planned_is_not_carried_out() {
    let ws = pantry().git().build();
    ws.git(["remote", "add", "origin", "https://example.invalid/pantry"]);
    insta::assert_snapshot!(refused(&ws, &["minor", "--execute"]), @"");
    for act in ["--resume", "--abort"] {
        ws.run(["release", act]).exit(2).stderr_has("nothing was begun").done();
    }
    ws.run(["release"]).exit(2).stderr_has("<LEVEL|VERSION>").done();
    ws.run(["release", "1.2"]).exit(2).stderr_has("1.2.0").done();
    ws.run(["release", "minor", "--resume"]).exit(2).stderr_has("not a level").done();
    ws.run(["release", "minor", "--execute", "--dry-run"]).exit(2).stderr_has("cannot be used with").done();
}
