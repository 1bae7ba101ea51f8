//! Workspaces that cannot be released: each refused before the first change, with what to do.

use testkit::{Fixture, ReleaseFixture, sample_workspace};

/// A release of this version is refused for this reason, and nothing has changed.
#[track_caller]
fn refused(fixture: &ReleaseFixture, wish: &str, exit: i32, reason: &str) {
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    let refs = fixture.remote.refs(&fixture.ws);
    let before = fixture.registry.bytes();
    fixture.run(&["ready"]).spawn().finish();
    if wish.ends_with("--execute") {
        let planned: Vec<&str> = wish.split(' ').take(1).collect();
        fixture.run(&[&["release"], &planned[..]].concat()).stdout_any().stderr_any().done();
    }
    let words: Vec<&str> = wish.split(' ').collect();
    let output = fixture.run(&[&["release"], &words[..]].concat()).exit(exit).done();
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains(reason), "`{reason}` is not told\n{}", output.told());
    assert_eq!(fixture.ws.git(["rev-parse", "HEAD"]), head);
    assert_eq!(fixture.ws.git(["tag", "--list"]), "");
    assert_eq!(fixture.remote.refs(&fixture.ws), refs);
    assert!(fixture.registry.bytes() == before, "the registry has changed");
}

/// The same, of a sample workspace with something changed after it was made; what is changed is committed and pushed.
#[track_caller]
fn refused_after(wish: &str, exit: i32, reason: &str, change: impl FnOnce(&ReleaseFixture)) {
    let fixture = ReleaseFixture::small();
    change(&fixture);
    if !fixture.ws.git(["status", "--porcelain"]).is_empty() {
        fixture.ws.commit("Change something");
        fixture.ws.git(["push", "--quiet", "origin", "main"]);
    }
    refused(&fixture, wish, exit, reason);
}

#[test]
fn a_version_that_is_none_or_goes_backwards() {
    let fixture = ReleaseFixture::small();
    for (wish, exit, reason) in [("1.x", 2, "1.x"), ("0.0.9", 1, "0.0.9"), ("huge", 2, "huge")] {
        refused(&fixture, wish, exit, reason);
    }
}

#[test]
fn a_version_that_exists() {
    refused_after("0.1.1 --execute", 1, "0.1.1 is in local already", |fixture| {
        let text = fixture.ws.read("Cargo.toml");
        fixture.ws.write("Cargo.toml", text.replace("\"0.1.0\"", "\"0.1.1\""));
        fixture
            .program("cargo", &["publish", "--no-verify", "--allow-dirty", "--package", "bakery-grain"])
            .done();
        fixture.ws.write("Cargo.toml", text);
        fixture.ws.git(["checkout", "--quiet", "."]);
    });
}

#[test]
fn a_shallow_clone() {
    refused_after("minor", 1, "shallow", |fixture| {
        let head = fixture.ws.git(["rev-parse", "HEAD"]);
        fixture.ws.write(".git/shallow", format!("{head}\n"));
    });
}

#[test]
fn a_clone_without_tags_of_a_remote_that_names_them_otherwise() {
    refused_after("0.2.0 --execute", 1, "git fetch --tags", |fixture| {
        let remote = fixture.remote.dir().display().to_string();
        fixture.ws.git(["-C", &remote, "tag", "bakery-grain-v0.1.0", "main"]);
    });
}

#[test]
fn no_remote() {
    refused_after("minor", 1, "remote", |fixture| {
        fixture.ws.git(["remote", "remove", "origin"]);
    });
}

#[test]
fn a_dirty_submodule() {
    refused_after("minor", 1, "submodule", |fixture| {
        let remote = fixture.remote.dir().display().to_string();
        let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &remote, "part"];
        fixture.ws.git(add);
        fixture.ws.commit("Add a submodule");
        fixture.ws.git(["push", "--quiet", "origin", "main"]);
        fixture.ws.append("part/README.md", "More.\n");
        // It cannot be committed from here.
        fixture.ws.git(["status", "--porcelain"]);
    });
}

#[test]
fn a_dirty_tree() {
    let fixture = ReleaseFixture::small();
    fixture.ws.append("README.md", "More.\n");
    refused(&fixture, "minor", 1, "README.md");
}

#[test]
fn a_package_that_is_not_published_but_needed() {
    refused_after("minor", 1, "bakery-grain", |fixture| {
        fixture.ws.replace("crates/bakery-grain/Cargo.toml", "publish = [\"local\"]", "publish = false");
    });
}

#[test]
fn a_circle_of_dev_dependencies() {
    refused_after("minor", 1, "bakery-flour", |fixture| {
        let need = "\n[dev-dependencies]\nbakery-flour.workspace = true\n";
        fixture.ws.append("crates/bakery-grain/Cargo.toml", need);
        fixture.program("cargo", &["update", "--workspace", "--quiet", "--offline"]).done();
    });
}

#[test]
fn a_path_without_a_version() {
    refused_after("minor", 1, "bakery-grain", |fixture| {
        let line = "bakery-grain.workspace = true\n";
        fixture.ws.replace(
            "crates/bakery-flour/Cargo.toml",
            line,
            "bakery-grain = { path = \"../bakery-grain\" }\n",
        );
    });
}

#[test]
fn a_changelog_without_what_comes_next() {
    refused_after("minor", 1, "Unreleased", |fixture| {
        fixture.ws.write("CHANGELOG.md", "# Changelog\n\n## [0.1.0] - 2026-01-01\n\n- Grain.\n");
    });
}

#[test]
fn a_checklist_that_is_not_go() {
    let fixture = ReleaseFixture::small();
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    // Nothing was proven yet.
    let output = fixture.run(&["release", "minor"]).spawn().finish();
    assert!(matches!(output.code, Some(1 | 3)), "{}", output.told());
    fixture.assert_untouched(&head);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let fixture = ReleaseFixture::small_with(|fixture| fixture.file("CHANGELOG.md", "# Changelog\n"));
    fixture.ws.append("README.md", "More.\n");
    fixture.ws.git(["remote", "remove", "origin"]);
    fixture
        .run(&["release", "minor"])
        .exit(1)
        .stdout_has("README.md")
        .stdout_has("remote")
        .stdout_has("Unreleased")
        .done();
}

#[test]
fn a_plan_that_is_out_of_date() {
    let fixture = ReleaseFixture::small();
    fixture.plan();
    fixture.ws.append("README.md", "More.\n");
    fixture.ws.commit("Say more");
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    fixture.run(&["ready"]).done();
    fixture.execute().exit(1).done();
    fixture.assert_untouched(&head);
}

/// The fixture itself is none of those.
#[test]
fn a_bakery_is_a_workspace_that_builds() {
    let fixture: Fixture = sample_workspace("file:///nowhere");
    let ws = fixture.build();
    ws.program("cargo", ["check", "--workspace", "--locked"]).stderr_any().done();
    assert_eq!(ws.git(["status", "--porcelain"]), "");
}
