//! Refusals and retreats: what is only here is taken back, what others have seen stays and is told.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_release::abort::abort;
use shipworthy_release::effect::ReleaseEffect;
use shipworthy_release::error::StopKind;
use shipworthy_release::event::ReleaseEvent;
use shipworthy_release::plan::{FileEdit, Plan};

use super::fixture::ReleaseFixture;

fn hook(fixture: &ReleaseFixture, script: &str) {
    let file = fixture.ws.path(".git/hooks/pre-commit");
    fs::write(&file, script).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_hook_that_refuses_the_commit_leaves_nothing_behind() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    hook(&fixture, "#!/bin/sh\necho not today >&2\nexit 1\n");
    let error = fixture.execute(&plan).unwrap_err();
    assert!(error.why.contains("not today") && error.effect == Some(ReleaseEffect::Commit), "{error}");
    fixture.assert_untouched(&plan);
    fs::remove_file(fixture.ws.path(".git/hooks/pre-commit")).unwrap();
    assert!(fixture.resume().unwrap().is_complete());
}

#[test]
fn a_hook_that_changes_the_commit_has_it_taken_back() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    hook(&fixture, "#!/bin/sh\necho built > stamp.txt\ngit add stamp.txt\n");
    let error = fixture.execute(&plan).unwrap_err();
    assert!(error.why.contains("stamp.txt") && error.why.contains("nothing is left"), "{error}");
    fixture.assert_untouched(&plan);
    // The plan that was made may be made again, and another one in its place.
    fs::remove_file(fixture.ws.path(".git/hooks/pre-commit")).unwrap();
    let other = Plan { message: "Another".to_owned(), ..plan };
    assert!(fixture.execute(&other).unwrap().is_complete());
}

#[test]
fn a_commit_that_a_hook_changed_is_named_when_the_run_was_killed_before_it_was_noted() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    fixture.stopped_at(&plan, 3).unwrap();
    fixture.ws.write("stamp.txt", "built\n");
    fixture.ws.git(["add", "stamp.txt"]);
    let date = format!("GIT_COMMITTER_DATE={}", plan.created);
    fixture.ws.program("env", [&date, "git", "commit", "--quiet", "--message", &plan.message]).done();
    let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
    let reset = format!("git reset --keep {}", plan.commit);
    assert!(aborted.left.iter().any(|left| left.contains(&reset)), "{:?}", aborted.left);
}

#[test]
fn a_mend_that_was_committed_is_not_taken_for_the_version_commit() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    hook(&fixture, "#!/bin/sh\nexit 1\n");
    fixture.execute(&plan).unwrap_err();
    fs::remove_file(fixture.ws.path(".git/hooks/pre-commit")).unwrap();
    fixture.ws.append("README.md", "A mend.\n");
    fixture.ws.git(["commit", "--quiet", "--all", "--message", "Mend"]);
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    let error = fixture.resume().unwrap_err();
    assert!(error.why.contains(&format!("HEAD is {head}")) && error.remedy.contains("plans anew"), "{error}");
    assert_eq!(fixture.ws.git(["rev-parse", "HEAD"]), head);
}

#[test]
fn a_file_that_git_does_not_have_is_as_before_when_the_commit_fails() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    fixture.ws.write("ours/NOTES.md", "Nobody but me has this.\n");
    fixture.ws.append(".git/info/exclude", "/ours\n");
    let mut plan = fixture.plan(Vec::new());
    let before = sha256_hex(b"Nobody but me has this.\n");
    plan.edits.push(FileEdit { path: "ours/NOTES.md".to_owned(), before, text: "Rolled.\n".to_owned() });
    let error = fixture.execute(&plan).unwrap_err();
    assert!(error.why.contains("what was written was taken back"), "{error}");
    assert_eq!(fixture.ws.read("ours/NOTES.md"), "Nobody but me has this.\n");
}

#[test]
fn a_remote_that_refuses_the_push_refuses_the_release() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    let refs = fixture.remote.refs(&fixture.ws);
    fixture.remote.reject("not on a Friday");
    let error = fixture.execute(&plan).unwrap_err();
    assert!(error.why.contains("not on a Friday") && error.stop == StopKind::Resumable, "{error}");
    assert!(fixture.journal().contains("not on a Friday"));
    fixture.assert_untouched(&plan);
    assert_eq!(fixture.remote.refs(&fixture.ws), refs);
    fixture.remote.accept();
    assert!(fixture.resume().unwrap().is_complete());
}

#[test]
fn somebody_who_was_first_is_not_pushed_over() {
    for reference in ["refs/heads/main", "refs/tags/v0.2.0"] {
        let fixture = ReleaseFixture::new("file:///nowhere");
        let plan = fixture.plan(Vec::new());
        fixture.remote.is_raced(&fixture.ws, reference);
        let error = fixture.execute(&plan).unwrap_err();
        assert_eq!(
            (&error.effect, error.stop),
            (&Some(ReleaseEffect::Push), StopKind::Resumable),
            "{reference}: {error}"
        );
        fixture.assert_untouched(&plan);
        let error = fixture.resume().unwrap_err();
        assert_eq!(
            (&error.effect, error.stop),
            (&Some(ReleaseEffect::Push), StopKind::NoGo),
            "{reference}: {error}"
        );
        fixture.assert_untouched(&plan);
    }
}

#[test]
fn a_tag_that_is_elsewhere_stops_it() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    fixture.ws.git(["tag", "--annotate", "--message", "x", "v0.2.0"]);
    let error = fixture.execute(&plan).unwrap_err();
    assert_eq!((&error.effect, error.stop), (&Some(ReleaseEffect::Tag("v0.2.0".to_owned())), StopKind::NoGo));
    let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
    assert_eq!((aborted.undone, aborted.left), (vec![ReleaseEffect::Commit], Vec::new()));
    assert_eq!(fixture.ws.git(["rev-parse", "HEAD"]), plan.commit);
    assert_eq!(fixture.ws.git(["tag", "--list"]), "v0.2.0", "it is not ours");
}

#[test]
fn given_up_at_any_moment_before_the_push_nothing_is_left() {
    let mut moments = 0;
    for nth in 1.. {
        let fixture = ReleaseFixture::new("file:///nowhere");
        let plan = fixture.plan(Vec::new());
        let refs = fixture.remote.refs(&fixture.ws);
        let Some((_, event)) = fixture.stopped_at(&plan, nth) else { break };
        let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
        if fixture.remote.refs(&fixture.ws) == refs {
            moments += 1;
            assert_eq!(aborted.left, Vec::<String>::new(), "{event:?}");
            fixture.assert_untouched(&plan);
            assert_eq!(fixture.resume().unwrap_err().stop, StopKind::NoGo, "{event:?}");
            assert!(fixture.execute(&plan).unwrap().is_complete(), "{event:?}");
        } else {
            assert!(
                aborted.undone.is_empty() && aborted.left[0].contains("git revert"),
                "{event:?}: {aborted:?}"
            );
            assert!(fixture.resume().unwrap().is_complete(), "{event:?}");
            break;
        }
    }
    assert!(moments >= 13, "{moments}");
}

#[test]
fn without_a_version_commit_the_tags_at_the_remote_are_what_stays() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let mut plan = fixture.plan(Vec::new());
    plan.edits.clear();
    plan.effects.retain(|effect| *effect != ReleaseEffect::Commit);
    fixture.remote.reject("not on a Friday");
    let error = fixture.execute(&plan).unwrap_err();
    assert!(error.why.contains("not on a Friday"), "{error}");
    fixture.assert_untouched(&plan);
    fixture.remote.accept();
    assert!(fixture.resume().unwrap().is_complete());
    let left = abort(&fixture.environment(), "0.2.0").unwrap().left;
    assert!(left[0].contains("git push --delete origin refs/tags/v0.2.0"), "{left:?}");
    assert!(!left[0].contains("git revert"), "{left:?}");
    fixture.ws.git(["push", "--quiet", "--delete", "origin", "v0.2.0"]);
    let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
    assert_eq!(aborted.left, Vec::<String>::new());
    fixture.assert_untouched(&plan);
}

#[test]
fn what_others_went_on_from_is_left_to_them() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    fixture.execute(&plan).unwrap();
    fixture.ws.git(["revert", "--no-edit", "HEAD"]);
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    assert!(
        abort(&fixture.environment(), "0.2.0").unwrap().left[0]
            .contains("git push --delete origin refs/tags/v0.2.0")
    );
    fixture.ws.git(["push", "--quiet", "--delete", "origin", "v0.2.0"]);
    let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
    assert_eq!((aborted.undone, aborted.left), (vec![ReleaseEffect::Tag("v0.2.0".to_owned())], Vec::new()));
    assert_eq!(
        (fixture.ws.git(["rev-parse", "HEAD"]), fixture.ws.git(["tag", "--list"])),
        (head, String::new())
    );
    assert_eq!(fixture.resume().unwrap_err().stop, StopKind::NoGo);
}

#[test]
fn killed_in_the_middle_of_the_commit_it_is_made_or_taken_back() {
    for staged in [false, true] {
        let fixture = ReleaseFixture::new("file:///nowhere");
        let plan = fixture.plan(Vec::new());
        // Stopped when the deed was announced; what it does first is done by hand.
        let half = || {
            let (_, event) = fixture.stopped_at(&plan, 3).unwrap();
            assert_eq!(event, ReleaseEvent::Doing(ReleaseEffect::Commit));
            for edit in &plan.edits {
                fixture.ws.write(&edit.path, &edit.text);
            }
            if staged {
                fixture.ws.git(["add", "--all"]);
            }
        };
        half();
        let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
        assert_eq!((aborted.undone, aborted.left), (vec![ReleaseEffect::Commit], Vec::new()));
        fixture.assert_untouched(&plan);
        half();
        assert!(fixture.resume().unwrap().is_complete());
        assert_eq!(fixture.ws.git(["status", "--porcelain"]), "");
    }
}
