//! What a person and a script see of a plan, and of what stands against one.

use crate::json_schema::conforms;
use crate::reference::{fields, listed};
use testkit::{Fixture, ReleaseFixture, Workspace, redact};

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
    let fixture = ReleaseFixture::new();
    fixture.run(&["ready"]).done();
    let told = fixture.run(&["release", "minor", "--dry-run"]).text();
    assert!(!fixture.ws.exists(".readiness/release"), "a dry run writes nothing");
    insta::assert_snapshot!(redact(&told, &fixture.ws), @r#"
    Release 0.2.0  from [COMMIT] on main

    Versions
      bakery-grain  0.1.0 -> 0.2.0  to local
      bakery-flour  0.1.0 -> 0.2.0  to local  after bakery-grain
      bakery-water  0.1.0 -> 0.2.0  to local
      bakery-dough  0.1.0 -> 0.2.0  to local  after bakery-flour, bakery-water
      bakery        0.1.0 -> 0.2.0  to local  after bakery-dough, bakery-grain
      bakery-bread  0.1.0 -> 0.2.0  to local  after bakery-dough

    Files
      CHANGELOG.md                    2 lines
      Cargo.toml                      7 lines
      crates/bakery-dough/Cargo.toml  1 line
      and Cargo.lock, by cargo

    Release notes
      ### Added

      - Bread.

    Steps
        1  version commit
        2  tag v0.2.0
      from here on, what was done cannot be taken back:
        3  push
        4  upload bakery-grain
        5  index bakery-grain
        6  upload bakery-flour
        7  index bakery-flour
        8  upload bakery-water
        9  index bakery-water
       10  upload bakery-dough
       11  index bakery-dough
       12  upload bakery
       13  index bakery
       14  upload bakery-bread
       15  index bakery-bread
       16  fetch bakery-grain
       17  fetch bakery-flour
       18  fetch bakery-water
       19  fetch bakery-dough
       20  fetch bakery
       21  fetch bakery-bread
       22  consumer of bakery-grain
       23  consumer of bakery-flour
       24  consumer of bakery-water
       25  consumer of bakery-dough
       26  consumer of bakery
       27  consumer of bakery-bread
       28  install bakery
       29  forge release v0.2.0
      note: CHANGELOG.md:13: the link of what is unreleased compares with no tag, and stays as it is

    Looked at before the first change
      fine       verdict        GO: 3 required gates hold on [COMMIT]
      fine       branch         main, at [COMMIT]
      fine       clean tree     nothing differs from the commit
      fine       history        it is all here
      UNKNOWN    lock file      not looked at for a plan, which runs nothing that the repository can choose: cargo starts the compiler that its settings name
                 fix: `--execute` looks at it before the first change
      UNKNOWN    remote         not looked at for a plan, which runs nothing that the repository can choose: a remote is asked by programs that the settings of the repository name
                 fix: `--execute` looks at it before the first change
      UNKNOWN    tag v0.2.0     free here, but the remote could not be asked
                 fix: see the remote
      fine       changelog      lines of release notes: 1
      fine       metadata       6 publishable packages say what a registry asks for
      simulated  token local    there is one in cargo's credentials; what it may do, only an upload shows
      UNKNOWN    version        not looked at for a plan, which runs nothing that the repository can choose: a registry is asked as cargo's settings in the repository say
                 fix: `--execute` looks at it before the first change
      UNKNOWN    name           not looked at for a plan, which runs nothing that the repository can choose: a registry is asked as cargo's settings in the repository say
                 fix: `--execute` looks at it before the first change
      UNKNOWN    package        not looked at for a plan, which runs nothing that the repository can choose: to pack a crate runs its build scripts
                 fix: `--execute` looks at it before the first change
      UNKNOWN    compatibility  not looked at for a plan, which runs nothing that the repository can choose: to pack a crate runs its build scripts
                 fix: `--execute` looks at it before the first change

    nothing was changed, and no plan was written
    next: shipworthy release minor
    "#);
    let json = fixture.run(&["release", "minor", "--format", "json"]).json();
    let refused = fixture.run(&["release", "0.0.1", "--format", "json"]).exit(1).json();
    // Those of a yank are looked at where there is something to yank.
    let listed = listed("release").into_iter().filter(|field| !field.starts_with("yank[]"));
    assert_eq!(fields([&json.0, &refused.0]), listed.collect());
    conforms("release", [&json.0, &refused.0]);
    assert_eq!(json["done"], "planned");
    assert!(fixture.ws.exists(json["plan_file"].as_str().expect("it says where")));
}

#[test]
fn all_that_stands_against_a_plan_is_printed_at_once() {
    let ws = pantry().git().build();
    ws.write("CHANGELOG.md", "# Changelog\n");
    ws.replace("crates/shelf/Cargo.toml", ", version = \"0.1.0\"", "");
    insta::assert_snapshot!(refused(&ws, &["0.2.0"]), @r#"
    Looked at before the first change
      REFUSED    clean tree  CHANGELOG.md is changed, crates/shelf/Cargo.toml is changed
                 fix: `git add` and commit what belongs to the release; stash, ignore or remove the rest
      fine       history     it is all here
      UNKNOWN    lock file   not looked at for a plan, which runs nothing that the repository can choose: cargo starts the compiler that its settings name
                 fix: `--execute` looks at it before the first change
      REFUSED    crates/shelf/Cargo.toml  shelf is 1.4.2 already, and 0.2.0 comes before it
                 fix: release a later version
      REFUSED    crates/shelf/Cargo.toml:10  `shelf` needs `jam` by its path only
                 fix: add `version = "0.1.0"` beside the path; or, if `shelf` is for no registry, `publish = false`
      REFUSED    CHANGELOG.md  there is no section for what is unreleased
                 fix: write what is new below a heading `## [Unreleased]`
      REFUSED    there is no remote to push the release to
                 fix: git remote add origin URL

    REFUSED  5 things in the way; nothing was changed
    next: shipworthy release 0.2.0
    "#);
}

#[test]
fn what_was_not_planned_is_not_carried_out() {
    let ws = pantry().git().build();
    ws.git(["remote", "add", "origin", "https://example.invalid/pantry"]);
    insta::assert_snapshot!(refused(&ws, &["minor", "--execute"]), @r#"
      REFUSED    there is no plan for 1.5.0 yet
                 fix: `shipworthy release minor` makes one, for you to read

    REFUSED  1 thing in the way; nothing was changed
    next: shipworthy release minor
    "#);
    for act in ["--resume", "--abort"] {
        ws.run(["release", act])
            .exit(2)
            .stderr_has("nothing was begun; `shipworthy release patch` plans")
            .done();
    }
    ws.run(["release"]).exit(2).stderr_has("<LEVEL|VERSION>").done();
    ws.run(["release", "1.2"]).exit(2).stderr_has("1.2.0").done();
    ws.run(["release", "minor", "--resume"])
        .exit(2)
        .stderr_has("`shipworthy release minor` plans one")
        .done();
    ws.run(["release", "minor", "--execute", "--dry-run"]).exit(2).stderr_has("cannot be used with").done();
}
