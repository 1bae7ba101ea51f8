//! Refusals and retreats: what is only here is taken back, what others have seen stays and is told.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use shipworthy_release::abort::abort;
use shipworthy_release::effect::Effect;
use shipworthy_release::error::StopKind;

use super::fixture::Yard;

fn hook(yard: &Yard, script: &str) {
    let file = yard.ws.path(".git/hooks/pre-commit");
    fs::write(&file, script).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_hook_that_refuses_the_commit_leaves_nothing_behind() {
    let yard = Yard::new("file:///nowhere");
    let plan = yard.plan(Vec::new());
    hook(&yard, "#!/bin/sh\necho not today >&2\nexit 1\n");
    let error = yard.execute(&plan).unwrap_err();
    assert!(error.why.contains("not today") && error.effect == Some(Effect::Commit), "{error}");
    yard.assert_untouched(&plan);
    fs::remove_file(yard.ws.path(".git/hooks/pre-commit")).unwrap();
    assert!(yard.resume().unwrap().is_complete());
}

#[test]
fn a_remote_that_refuses_the_push_refuses_the_release() {
    let yard = Yard::new("file:///nowhere");
    let plan = yard.plan(Vec::new());
    let refs = yard.remote.refs(&yard.ws);
    yard.remote.reject("not on a Friday");
    let error = yard.execute(&plan).unwrap_err();
    assert!(error.why.contains("not on a Friday") && error.stop == StopKind::Resumable, "{error}");
    assert!(yard.journal().contains("not on a Friday"));
    yard.assert_untouched(&plan);
    assert_eq!(yard.remote.refs(&yard.ws), refs);
    yard.remote.accept();
    assert!(yard.resume().unwrap().is_complete());
}

#[test]
fn somebody_who_was_first_is_not_pushed_over() {
    for reference in ["refs/heads/main", "refs/tags/v0.2.0"] {
        let yard = Yard::new("file:///nowhere");
        let plan = yard.plan(Vec::new());
        yard.remote.is_raced(&yard.ws, reference);
        let error = yard.execute(&plan).unwrap_err();
        assert_eq!(
            (&error.effect, error.stop),
            (&Some(Effect::Push), StopKind::Resumable),
            "{reference}: {error}"
        );
        yard.assert_untouched(&plan);
        let error = yard.resume().unwrap_err();
        assert_eq!(
            (&error.effect, error.stop),
            (&Some(Effect::Push), StopKind::NoGo),
            "{reference}: {error}"
        );
        yard.assert_untouched(&plan);
    }
}

#[test]
fn a_tag_that_is_elsewhere_stops_it() {
    let yard = Yard::new("file:///nowhere");
    let plan = yard.plan(Vec::new());
    yard.ws.git(["tag", "--annotate", "--message", "x", "v0.2.0"]);
    let error = yard.execute(&plan).unwrap_err();
    assert_eq!((&error.effect, error.stop), (&Some(Effect::Tag("v0.2.0".to_owned())), StopKind::NoGo));
    let aborted = abort(&yard.environment(), "0.2.0").unwrap();
    assert_eq!((aborted.undone, aborted.left), (vec![Effect::Commit], Vec::new()));
    assert_eq!(yard.ws.git(["rev-parse", "HEAD"]), plan.commit);
    assert_eq!(yard.ws.git(["tag", "--list"]), "v0.2.0", "it is not ours");
}

#[test]
fn given_up_at_any_moment_before_the_push_nothing_is_left() {
    let mut moments = 0;
    for nth in 1.. {
        let yard = Yard::new("file:///nowhere");
        let plan = yard.plan(Vec::new());
        let refs = yard.remote.refs(&yard.ws);
        let Some((_, event)) = yard.stopped_at(&plan, nth) else { break };
        let aborted = abort(&yard.environment(), "0.2.0").unwrap();
        if yard.remote.refs(&yard.ws) == refs {
            moments += 1;
            assert_eq!(aborted.left, Vec::<String>::new(), "{event:?}");
            yard.assert_untouched(&plan);
            assert_eq!(yard.resume().unwrap_err().stop, StopKind::NoGo, "{event:?}");
            assert!(yard.execute(&plan).unwrap().is_complete(), "{event:?}");
        } else {
            assert!(
                aborted.undone.is_empty() && aborted.left[0].contains("git revert"),
                "{event:?}: {aborted:?}"
            );
            assert!(yard.resume().unwrap().is_complete(), "{event:?}");
            break;
        }
    }
    assert!(moments >= 13, "{moments}");
}

#[test]
fn without_a_version_commit_the_tags_at_the_remote_are_what_stays() {
    let yard = Yard::new("file:///nowhere");
    let mut plan = yard.plan(Vec::new());
    plan.edits.clear();
    plan.effects.retain(|effect| *effect != Effect::Commit);
    yard.remote.reject("not on a Friday");
    let error = yard.execute(&plan).unwrap_err();
    assert!(error.why.contains("not on a Friday"), "{error}");
    yard.assert_untouched(&plan);
    yard.remote.accept();
    assert!(yard.resume().unwrap().is_complete());
    let left = abort(&yard.environment(), "0.2.0").unwrap().left;
    assert!(left[0].contains("git push --delete origin refs/tags/v0.2.0"), "{left:?}");
    assert!(!left[0].contains("git revert"), "{left:?}");
    yard.ws.git(["push", "--quiet", "--delete", "origin", "v0.2.0"]);
    let aborted = abort(&yard.environment(), "0.2.0").unwrap();
    assert_eq!(aborted.left, Vec::<String>::new());
    yard.assert_untouched(&plan);
}

#[test]
fn what_others_went_on_from_is_left_to_them() {
    let yard = Yard::new("file:///nowhere");
    let plan = yard.plan(Vec::new());
    yard.execute(&plan).unwrap();
    yard.ws.git(["revert", "--no-edit", "HEAD"]);
    let head = yard.ws.git(["rev-parse", "HEAD"]);
    yard.ws.git(["push", "--quiet", "origin", "main"]);
    assert!(
        abort(&yard.environment(), "0.2.0").unwrap().left[0]
            .contains("git push --delete origin refs/tags/v0.2.0")
    );
    yard.ws.git(["push", "--quiet", "--delete", "origin", "v0.2.0"]);
    let aborted = abort(&yard.environment(), "0.2.0").unwrap();
    assert_eq!((aborted.undone, aborted.left), (vec![Effect::Tag("v0.2.0".to_owned())], Vec::new()));
    assert_eq!((yard.ws.git(["rev-parse", "HEAD"]), yard.ws.git(["tag", "--list"])), (head, String::new()));
    assert_eq!(yard.resume().unwrap_err().stop, StopKind::NoGo);
}

#[test]
fn killed_in_the_middle_of_the_commit_it_is_made_or_taken_back() {
    for staged in [false, true] {
        let yard = Yard::new("file:///nowhere");
        let plan = yard.plan(Vec::new());
        // Stopped when the deed was announced; what it does first is done by hand.
        let half = || {
            hook(&yard, "#!/bin/sh\nexit 1\n");
            yard.execute(&plan).unwrap_err();
            fs::remove_file(yard.ws.path(".git/hooks/pre-commit")).unwrap();
            for edit in &plan.edits {
                yard.ws.write(&edit.path, &edit.text);
            }
            if staged {
                yard.ws.git(["add", "--all"]);
            }
        };
        half();
        let aborted = abort(&yard.environment(), "0.2.0").unwrap();
        assert_eq!((aborted.undone, aborted.left), (vec![Effect::Commit], Vec::new()));
        yard.assert_untouched(&plan);
        half();
        assert!(yard.resume().unwrap().is_complete());
        assert_eq!(yard.ws.git(["status", "--porcelain"]), "");
    }
}
