//! Releases at the edges of git, cargo and the registry: nothing of the user's is lost, nothing goes where the plan does
//! not say, and what went wrong has a way out.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use testkit::{Fault, ReleaseFixture};

use super::{proven, says};

/// Puts a script there that git runs.
fn script(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Gives the unreleased part of the changelog something to say.
fn news(fixture: &ReleaseFixture) {
    fixture.ws.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n### Fixed\n\n- Crumbs.\n");
}

#[test]
fn a_changelog_that_git_ignores_is_refused_by_the_plan_and_stays() {
    let fixture = ReleaseFixture::small();
    fixture.ws.append(".gitignore", "/CHANGELOG.md\n");
    fixture.ws.git(["rm", "--quiet", "--cached", "CHANGELOG.md"]);
    let text = fixture.ws.read("CHANGELOG.md");
    proven(&fixture);
    says(&fixture, &["release", "minor"], 1, &["CHANGELOG.md", "git does not have it", "git add --force"]);
    assert_eq!(fixture.ws.read("CHANGELOG.md"), text);
}

#[test]
fn a_changelog_behind_a_link_is_rolled_once_and_the_link_stays() {
    let fixture = ReleaseFixture::small();
    fixture.ws.link("crates/bakery-grain/CHANGELOG.md", "../../CHANGELOG.md");
    fixture.ws.write("notes/flour.md", "# Flour\n\n## [Unreleased]\n\n- Finer.\n");
    fixture.ws.link("crates/bakery-flour/CHANGELOG.md", "../../notes/flour.md");
    proven(&fixture);
    fixture.plan();
    fixture.execute().done();
    fixture.assert_released();
    for link in ["crates/bakery-grain/CHANGELOG.md", "crates/bakery-flour/CHANGELOG.md"] {
        assert!(fixture.ws.path(link).is_symlink(), "{link}");
    }
    for log in ["CHANGELOG.md", "notes/flour.md"] {
        let text = fixture.ws.read(log);
        assert_eq!(text.matches("## [0.2.0]").count(), 1, "{log}: {text}");
    }
}

#[test]
fn a_crate_that_names_no_registry_goes_where_cargo_would_send_it() {
    let fixture = ReleaseFixture::small();
    for name in fixture.packages {
        fixture.ws.replace(&format!("crates/{name}/Cargo.toml"), "publish = [\"local\"]\n", "");
    }
    // Of all levels of settings: this is one that another includes.
    fixture.ws.write(".cargo/ours.toml", "[registry]\ndefault = \"local\"\n");
    let settings = fixture.ws.read(".cargo/config.toml");
    fixture.ws.write(".cargo/config.toml", format!("include = [\"ours.toml\"]\n{settings}"));
    proven(&fixture);
    says(&fixture, &["release", "minor"], 0, &["bakery-grain 0.1.0 -> 0.2.0 to local"]);
    fixture.execute().done();
    fixture.assert_released();
}

#[test]
fn the_variable_that_names_the_default_registry_outranks_the_settings() {
    let fixture = ReleaseFixture::small();
    for name in fixture.packages {
        fixture.ws.replace(&format!("crates/{name}/Cargo.toml"), "publish = [\"local\"]\n", "");
    }
    proven(&fixture);
    for (name, shown) in [("local", "to local"), ("crates-io", "to crates.io")] {
        let plan = fixture.run(&["release", "minor", "--dry-run"]).env("CARGO_REGISTRY_DEFAULT", name);
        let plan = plan.spawn().finish();
        assert!(plan.stdout.contains(&format!("0.1.0 -> 0.2.0  {shown}")), "{}", plan.told());
    }
}

#[test]
fn a_push_carries_what_was_planned_and_nothing_else() {
    let fixture = ReleaseFixture::small();
    fixture.ws.git(["config", "push.followTags", "true"]);
    fixture.ws.git(["tag", "--annotate", "--message", "Not yet", "wip-private"]);
    fixture.plan();
    fixture.execute().done();
    let refs = fixture.remote.refs(&fixture.ws);
    assert!(refs.contains("refs/tags/v0.2.0") && !refs.contains("wip-private"), "{refs}");
}

#[test]
fn a_second_place_that_refuses_the_push_is_told_and_the_release_is_not_done() {
    let fixture = ReleaseFixture::small();
    let mirror = fixture.ws.scratch().join("mirror.git").display().to_string();
    fixture.ws.git(["init", "--quiet", "--bare", "--initial-branch=main", &mirror]);
    fixture.ws.git(["push", "--quiet", &mirror, "main"]);
    let origin = fixture.remote.dir().display().to_string();
    for url in [&origin, &mirror] {
        fixture.ws.git(["remote", "set-url", "--add", "--push", "origin", url]);
    }
    fixture.plan();
    let hook = fixture.ws.scratch().join("mirror.git/hooks/pre-receive");
    script(&hook, "#!/bin/sh\nexit 1\n");
    let output = fixture.execute().exit(3).done();
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains("mirror.git"), "{}", output.told());
    assert_eq!(fixture.uploaded("0.2.0"), [""; 0]);
    fs::remove_file(&hook).unwrap();
    fixture.resume().done();
    fixture.assert_released();
    assert!(fixture.ws.git(["-C", &mirror, "tag", "--list"]).contains("v0.2.0"));
}

#[test]
fn a_program_that_does_not_answer_as_asked_is_no_broken_release() {
    // One ends in a panic, as a program that wants an argument may; one knows neither flag.
    for (body, exit) in [
        ("let _: u32 = std::env::args().nth(1).unwrap().parse().unwrap();", 3),
        ("std::process::exit(2);", 0),
    ] {
        let fixture = ReleaseFixture::small();
        fixture
            .ws
            .write("crates/bakery/src/main.rs", format!("//! The bakery.\n\nfn main() {{\n    {body}\n}}\n"));
        proven(&fixture);
        fixture.plan();
        fixture.execute().exit(exit).done();
        fixture.assert_released();
        // It is out, whatever was seen: a higher version may follow at once.
        news(&fixture);
        proven(&fixture);
        fixture.run(&["release", "patch"]).done();
    }
}

#[test]
fn other_bytes_in_the_registry_end_the_release_with_what_was_found() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.proxy().fault("bakery", Fault::OtherBytes);
    fixture.plan();
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["bakery"]);
    news(&fixture);
    proven(&fixture);
    says(&fixture, &["release", "patch"], 0, &["0.2.0 -> 0.2.1"]);
    fixture.run(&["release", "0.2.1", "--execute"]).done();
    assert_eq!(fixture.uploaded("0.2.1").len(), fixture.packages.len());
}

#[test]
fn what_a_registry_refuses_half_way_is_mended_by_a_higher_version() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.proxy().fault("bakery-flour", Fault::Tells("unknown or invalid license expression".to_owned()));
    fixture.plan();
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["license expression"]);
    assert_eq!(fixture.uploaded("0.2.0"), ["bakery-grain"]);
    fixture.ws.append("README.md", "Mended.\n");
    news(&fixture);
    proven(&fixture);
    // The same version is taken; a higher one is free.
    says(&fixture, &["release", "patch"], 0, &["0.2.0 -> 0.2.1"]);
    fixture.run(&["release", "0.2.1", "--execute"]).done();
    assert_eq!(fixture.uploaded("0.2.1").len(), fixture.packages.len());
    says(&fixture, &["release", "--resume"], 0, &["0.2.1 is released"]);
}

#[test]
fn what_was_refused_and_taken_back_may_be_planned_anew() {
    let fixture = ReleaseFixture::small();
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    fixture.plan();
    fixture.remote.reject("this branch is protected");
    says(
        &fixture,
        &["release", "0.2.0", "--execute"],
        3,
        &["protected", "`shipworthy release 0.2.0` plans anew"],
    );
    fixture.assert_untouched(&head);
    fixture.remote.accept();
    fixture.ws.append("README.md", "Mended.\n");
    proven(&fixture);
    fixture.plan();
    fixture.execute().done();
    fixture.assert_released();
}

#[test]
fn a_commit_that_failed_may_be_released_again() {
    let fixture = ReleaseFixture::small();
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    fixture.plan();
    let hook = fixture.ws.path(".git/hooks/pre-commit");
    script(&hook, "#!/bin/sh\necho no key >&2\nexit 1\n");
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["no key", "release again"]);
    fixture.assert_untouched(&head);
    fs::remove_file(&hook).unwrap();
    fixture.plan();
    fixture.execute().done();
    fixture.assert_released();
}

#[test]
fn a_hook_that_adds_to_the_commit_leaves_nothing_when_it_is_told() {
    let fixture = ReleaseFixture::small();
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    fixture.plan();
    let hook = fixture.ws.path(".git/hooks/pre-commit");
    script(&hook, "#!/bin/sh\ndate > stamp.txt\ngit add stamp.txt\n");
    says(&fixture, &["release", "0.2.0", "--execute"], 1, &["stamp.txt", "nothing is left"]);
    fixture.assert_untouched(&head);
}
