//! What the repository and its remote can have in the way of a release.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use shipworthy_model::verdict::Verdict;
use shipworthy_release::preflight::{CheckOutcome, PreflightSubject, groundwork};

use crate::fixture::{PreflightFixture, environment, manifest, refused, small};

/// What is wrong, and what is refused of it.
struct PreflightCase(fn(&mut PreflightFixture), &'static [(PreflightSubject, &'static str)]);

#[test]
fn what_is_in_the_way_is_refused() {
    let cases = [
        PreflightCase(|_| {}, &[]),
        PreflightCase(
            |it| it.ws.write("new.txt", "x"),
            &[(PreflightSubject::CleanTree, "new.txt is not tracked")],
        ),
        PreflightCase(
            |it| it.ws.append("CHANGELOG.md", "x"),
            &[(PreflightSubject::CleanTree, "CHANGELOG.md is changed")],
        ),
        PreflightCase(
            |it| drop(it.ws.git(["switch", "--quiet", "--detach"])),
            &[(PreflightSubject::Branch, "HEAD is detached")],
        ),
        PreflightCase(
            |it| drop(it.ws.git(["switch", "--quiet", "--create", "other"])),
            &[(PreflightSubject::Branch, "other is checked out, and the plan is for main")],
        ),
        PreflightCase(|it| it.ws.commit("More"), &[(PreflightSubject::Branch, "and the plan was made at")]),
        PreflightCase(
            |it| drop(it.ws.git(["remote", "remove", "origin"])),
            &[(PreflightSubject::Remote, "there is no remote origin")],
        ),
        PreflightCase(
            |it| it.remote.moves_on(&it.ws),
            &[(PreflightSubject::Remote, "origin has commits on main")],
        ),
        PreflightCase(
            |it| it.remote.gets_tag(&it.ws, "v0.2.0"),
            &[(PreflightSubject::Tag, "the remote has the tag v0.2.0 already")],
        ),
        PreflightCase(
            |it| drop(it.ws.git(["tag", "v0.2.0"])),
            &[(PreflightSubject::Tag, "the tag v0.2.0 is here already")],
        ),
        PreflightCase(hook, &[(PreflightSubject::Push, "not on a Friday")]),
        PreflightCase(|it| it.verdict = Verdict::NoGo, &[(PreflightSubject::Verdict, "NO-GO")]),
        PreflightCase(|it| it.plan.notes.clear(), &[(PreflightSubject::Changelog, "no entry")]),
        PreflightCase(
            |it| fs::remove_file(it.ws.scratch().join("cargo-home/credentials.toml")).unwrap(),
            &[(PreflightSubject::Token, "there is no token for local")],
        ),
    ];
    for (number, PreflightCase(spoil, expected)) in cases.into_iter().enumerate() {
        let mut fixture = PreflightFixture::small();
        spoil(&mut fixture);
        let seen = fixture.refused();
        let fits = seen.len() == expected.len()
            && seen.iter().zip(expected).all(|(seen, want)| seen.0 == want.0 && seen.1.contains(want.1));
        assert!(fits, "case {number}: {seen:#?}\nexpected {expected:#?}");
    }
}

fn hook(fixture: &mut PreflightFixture) {
    let hook = fixture.ws.path(".git/hooks/pre-push");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n").unwrap();
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn all_that_is_in_the_way_is_told_at_once() {
    let mut fixture = PreflightFixture::small();
    fixture.ws.write("new.txt", "x");
    fixture.ws.git(["tag", "v0.2.0"]);
    fixture.remote.moves_on(&fixture.ws);
    fixture.plan.notes.clear();
    fixture.verdict = Verdict::Incomplete;
    fs::remove_file(fixture.ws.scratch().join("cargo-home/credentials.toml")).unwrap();
    let subjects: Vec<PreflightSubject> = fixture.refused().into_iter().map(|(subject, _)| subject).collect();
    use PreflightSubject::{Changelog, CleanTree, Remote, Tag, Token};
    assert_eq!(subjects, [PreflightSubject::Verdict, CleanTree, Remote, Tag, Changelog, Token]);
}

#[test]
fn a_remote_that_cannot_be_asked_is_unknown_and_its_tags_too() {
    let fixture = PreflightFixture::small();
    fs::rename(fixture.remote.dir(), fixture.ws.scratch().join("gone")).unwrap();
    let checks = fixture.checks();
    assert_eq!(refused(&checks), []);
    for what in [PreflightSubject::Remote, PreflightSubject::Tag] {
        let check = checks.iter().find(|check| check.what == what).unwrap();
        assert!(check.outcome.is_unknown(), "{check:?}");
    }
    assert!(checks.iter().all(|check| check.what != PreflightSubject::Push), "{checks:#?}");
}

#[test]
fn a_release_without_a_remote_is_told_as_such() {
    let mut fixture = PreflightFixture::small();
    fixture.plan.remote = None;
    let checks = fixture.checks();
    let check = checks.iter().find(|check| check.what == PreflightSubject::Remote).unwrap();
    assert!(
        matches!(&check.outcome, CheckOutcome::Fine(told) if told.contains("stay on this machine")),
        "{check:?}"
    );
}

#[test]
fn commits_that_only_we_have_are_pushed_with_the_release() {
    let mut fixture = PreflightFixture::small();
    fixture.ws.commit("More");
    fixture.plan.commit = fixture.ws.git(["rev-parse", "HEAD"]);
    assert_eq!(fixture.refused(), []);
}

#[test]
fn a_dirty_submodule_is_refused() {
    let mut fixture = PreflightFixture::small();
    let inner = fixture.ws.scratch().join("inner");
    let inner = inner.to_str().unwrap();
    fixture.ws.git(["init", "--quiet", inner]);
    fixture.ws.git(["-C", inner, "commit", "--quiet", "--allow-empty", "--message", "Begin"]);
    fixture.ws.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "module"]);
    fixture.ws.commit("Add a module");
    fixture.plan.commit = fixture.ws.git(["rev-parse", "HEAD"]);
    assert_eq!(fixture.refused(), []);
    fixture.ws.write("module/new.txt", "x");
    let why = "the submodule module is not as committed".to_owned();
    assert_eq!(fixture.refused(), [(PreflightSubject::CleanTree, why)]);
}

#[test]
fn without_a_plan_the_ground_is_looked_at() {
    let ws = small("file:///nowhere/index", "//! Bread.\n").build();
    ws.commit("More");
    let shallow = ws.scratch().join("shallow");
    let url = format!("file://{}", ws.root().display());
    ws.git(["clone", "--quiet", "--depth", "1", &url, shallow.to_str().unwrap()]);
    fs::write(shallow.join("crates/loaf/Cargo.toml"), manifest("loaf", "").replace("0.1.0", "0.1.1"))
        .unwrap();
    let environment = environment(&shallow, ws.scratch(), ws.scratch());
    let subjects: Vec<PreflightSubject> =
        refused(&groundwork(&environment)).into_iter().map(|(subject, _)| subject).collect();
    assert_eq!(
        subjects,
        [PreflightSubject::CleanTree, PreflightSubject::History, PreflightSubject::LockFile]
    );
}
