//! Workspaces that cannot be released: each refused before the first change, with what to do.

use testkit::{Fixture, bakery};

use super::yard::Yard;

/// A release of this version is refused for this reason, and nothing has changed.
#[track_caller]
fn refused(yard: &Yard, wish: &str, exit: i32, reason: &str) {
    let head = yard.ws.git(["rev-parse", "HEAD"]);
    let refs = yard.remote.refs(&yard.ws);
    let before = yard.registry.bytes();
    yard.run(&["ready"]).spawn().finish();
    let output = yard.run(&["release", wish]).exit(exit).done();
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains(reason), "`{reason}` is not told\n{}", output.told());
    assert_eq!(yard.ws.git(["rev-parse", "HEAD"]), head);
    assert_eq!(yard.ws.git(["tag", "--list"]), "");
    assert_eq!(yard.remote.refs(&yard.ws), refs);
    assert!(yard.registry.bytes() == before, "the registry has changed");
}

/// The same, of a bakery with something changed after it was made; what is changed is committed and pushed.
#[track_caller]
fn refused_after(wish: &str, exit: i32, reason: &str, change: impl FnOnce(&Yard)) {
    let Some(yard) = Yard::new() else { return };
    change(&yard);
    if !yard.ws.git(["status", "--porcelain"]).is_empty() {
        yard.ws.commit("Change something");
        yard.ws.git(["push", "--quiet", "origin", "main"]);
    }
    refused(&yard, wish, exit, reason);
}

#[test]
fn a_version_that_is_none_or_goes_backwards() {
    let Some(yard) = Yard::new() else { return };
    for (wish, exit, reason) in [("1.x", 2, "1.x"), ("0.0.9", 1, "0.0.9"), ("huge", 2, "huge")] {
        refused(&yard, wish, exit, reason);
    }
}

#[test]
fn a_version_that_exists() {
    refused_after("0.1.1", 1, "0.1.1", |yard| {
        let text = yard.ws.read("Cargo.toml");
        yard.ws.write("Cargo.toml", text.replace("\"0.1.0\"", "\"0.1.1\""));
        yard.program("cargo", &["publish", "--no-verify", "--allow-dirty", "--package", "bakery-grain"])
            .done();
        yard.ws.write("Cargo.toml", text);
        yard.ws.git(["checkout", "--quiet", "."]);
    });
}

#[test]
fn a_detached_head() {
    refused_after("minor", 1, "detached", |yard| {
        yard.ws.git(["checkout", "--quiet", "--detach"]);
    });
}

#[test]
fn a_shallow_clone() {
    refused_after("minor", 1, "shallow", |yard| {
        let head = yard.ws.git(["rev-parse", "HEAD"]);
        yard.ws.write(".git/shallow", format!("{head}\n"));
    });
}

#[test]
fn no_remote() {
    refused_after("minor", 1, "remote", |yard| {
        yard.ws.git(["remote", "remove", "origin"]);
    });
}

#[test]
fn a_dirty_submodule() {
    refused_after("minor", 1, "submodule", |yard| {
        let remote = yard.remote.dir().display().to_string();
        let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &remote, "part"];
        yard.ws.git(add);
        yard.ws.commit("Add a submodule");
        yard.ws.git(["push", "--quiet", "origin", "main"]);
        yard.ws.append("part/README.md", "More.\n");
        // It cannot be committed from here.
        yard.ws.git(["status", "--porcelain"]);
    });
}

#[test]
fn a_dirty_tree() {
    let Some(yard) = Yard::new() else { return };
    yard.ws.append("README.md", "More.\n");
    refused(&yard, "minor", 1, "README.md");
}

#[test]
fn a_package_that_is_not_published_but_needed() {
    refused_after("minor", 1, "bakery-grain", |yard| {
        yard.ws.replace("crates/bakery-grain/Cargo.toml", "publish = [\"local\"]", "publish = false");
    });
}

#[test]
fn a_circle_of_dev_dependencies() {
    refused_after("minor", 1, "bakery-bread", |yard| {
        let need = "\n[dev-dependencies]\nbakery-bread.workspace = true\n";
        yard.ws.append("crates/bakery-grain/Cargo.toml", need);
        yard.program("cargo", &["update", "--workspace", "--quiet", "--offline"]).done();
    });
}

#[test]
fn a_path_without_a_version() {
    refused_after("minor", 1, "bakery-water", |yard| {
        let whole = "{ path = \"../bakery-water\", version = \"0.1.0\", registry = \"local\" }";
        yard.ws.replace("crates/bakery-dough/Cargo.toml", whole, "{ path = \"../bakery-water\" }");
    });
}

#[test]
fn a_changelog_without_what_comes_next() {
    refused_after("minor", 1, "Unreleased", |yard| {
        yard.ws.write("CHANGELOG.md", "# Changelog\n\n## [0.1.0] - 2026-01-01\n\n- Grain.\n");
    });
}

#[test]
fn a_checklist_that_is_not_go() {
    let Some(yard) = Yard::new() else { return };
    let head = yard.ws.git(["rev-parse", "HEAD"]);
    // Nothing was proven yet.
    let output = yard.run(&["release", "minor"]).spawn().finish();
    assert!(matches!(output.code, Some(1 | 3)), "{}", output.told());
    yard.assert_untouched(&head);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let Some(yard) = Yard::with(|fixture| fixture.file("CHANGELOG.md", "# Changelog\n")) else { return };
    yard.ws.append("README.md", "More.\n");
    yard.ws.git(["remote", "remove", "origin"]);
    yard.run(&["release", "minor"])
        .exit(1)
        .stdout_has("README.md")
        .stdout_has("remote")
        .stdout_has("Unreleased")
        .done();
}

#[test]
fn a_plan_that_is_out_of_date() {
    let Some(yard) = Yard::new() else { return };
    yard.plan();
    yard.ws.append("README.md", "More.\n");
    yard.ws.commit("Say more");
    yard.ws.git(["push", "--quiet", "origin", "main"]);
    let head = yard.ws.git(["rev-parse", "HEAD"]);
    yard.run(&["ready"]).done();
    yard.execute().exit(1).done();
    yard.assert_untouched(&head);
}

/// The fixture itself is none of those.
#[test]
fn a_bakery_is_a_workspace_that_builds() {
    let fixture: Fixture = bakery("file:///nowhere");
    let ws = fixture.build();
    ws.program("cargo", ["check", "--workspace", "--locked"]).stderr_any().done();
    assert_eq!(ws.git(["status", "--porcelain"]), "");
}
