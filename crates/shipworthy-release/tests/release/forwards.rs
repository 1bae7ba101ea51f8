//! The part of a release that is git: the commit, its tag, the push; and going on after it was stopped anywhere.

use shipworthy_release::effect::{EffectState, ReleaseEffect};
use shipworthy_release::error::StopKind;
use shipworthy_release::store::underway;

use super::fixture::{ReleaseFixture, approved};

fn unfinished(fixture: &ReleaseFixture) -> Vec<String> {
    let all = underway(&fixture.environment()).unwrap().into_iter();
    all.filter(|begun| begun.unfinished).map(|begun| begun.version).collect()
}

#[test]
fn commit_tag_and_push_are_made_as_planned_and_once() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    let receipt = fixture.execute(&plan).unwrap();
    assert!(receipt.is_complete(), "{receipt:?}");
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    assert_eq!(receipt.effects[0], (ReleaseEffect::Commit, EffectState::Equal(head.clone())));
    assert_eq!(fixture.ws.git(["rev-parse", "HEAD^"]), plan.commit);
    assert_eq!(
        fixture.ws.git(["log", "-1", "--format=%aI %cI"]),
        "2026-11-21T09:00:00Z 2026-11-21T09:00:00Z"
    );
    assert_eq!(fixture.ws.git(["log", "-1", "--format=%B"]), "Release 0.2.0\n\n# of bread");
    let changed = fixture.ws.git(["diff", "--name-only", "HEAD^", "HEAD"]);
    assert_eq!(changed, "Cargo.lock\nCargo.toml\nNEWS.md\ncrates/bakery-dough/Cargo.toml");
    assert!(fixture.ws.read("Cargo.lock").contains("name = \"bakery\"\nversion = \"0.2.0\""));
    assert_eq!(fixture.ws.git(["status", "--porcelain"]), "");
    let refs = fixture.remote.refs(&fixture.ws);
    assert_eq!(
        refs,
        fixture.ws.git(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags"])
    );

    // The same again changes nothing, and says the same.
    assert_eq!(fixture.execute(&plan).unwrap(), receipt);
    assert_eq!(fixture.resume().unwrap(), receipt);
    assert_eq!((fixture.ws.git(["rev-parse", "HEAD"]), fixture.remote.refs(&fixture.ws)), (head, refs));
    assert_eq!(unfinished(&fixture), [""; 0]);
}

#[test]
fn stopped_at_any_moment_it_ends_as_if_it_had_not_been() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    fixture.execute(&plan).unwrap();
    let expected = fixture.remote.refs(&fixture.ws);

    let mut stops = 0;
    for nth in 1.. {
        let fixture = ReleaseFixture::new("file:///nowhere");
        let plan = fixture.plan(Vec::new());
        let Some((error, event)) = fixture.stopped_at(&plan, nth) else { break };
        stops += 1;
        assert_eq!(error.stop, StopKind::Resumable, "{event:?}: {error}");
        assert_eq!(unfinished(&fixture), ["0.2.0"], "{event:?}");
        let receipt = fixture.resume().unwrap_or_else(|error| panic!("{event:?}: {error}"));
        assert!(receipt.is_complete(), "{event:?}: {receipt:?}");
        assert_eq!(fixture.remote.refs(&fixture.ws), expected, "{event:?}");
    }
    // Looking, doing, done, looking, and two sights, of three effects; after the last sight there is nothing to stop.
    assert_eq!(stops, 3 * 6 - 1);
}

#[test]
fn a_second_release_waits_for_the_first_and_another_plan_for_its_end() {
    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    let environment = fixture.environment();
    let mut second = None;
    shipworthy_release::execute::execute(approved(&plan), &environment, &mut |_| {
        second = second.take().or_else(|| Some(fixture.execute(&plan)));
    })
    .unwrap();
    let error = second.unwrap().unwrap_err();
    assert!(error.why.contains("another release") && error.stop == StopKind::Resumable, "{error}");

    let fixture = ReleaseFixture::new("file:///nowhere");
    let plan = fixture.plan(Vec::new());
    fixture.stopped_at(&plan, 3).unwrap();
    let other = shipworthy_release::plan::Plan { message: "Another".to_owned(), ..plan };
    let error = fixture.execute(&other).unwrap_err();
    assert!(error.why.contains("another plan") && error.stop == StopKind::NoGo, "{error}");
}

#[test]
fn what_was_changed_after_the_plan_is_not_written_over() {
    type FixtureChange = fn(&ReleaseFixture);
    let cases: [(&str, FixtureChange); 4] = [
        ("Cargo.toml was changed", |fixture| fixture.ws.append("Cargo.toml", "# more\n")),
        ("README.md is staged", |fixture| {
            fixture.ws.append("README.md", "more\n");
            fixture.ws.git(["add", "README.md"]);
        }),
        ("HEAD is ", |fixture| {
            fixture.ws.git(["commit", "--quiet", "--allow-empty", "--message", "More"]);
        }),
        ("`other` is checked out", |fixture| {
            fixture.ws.git(["switch", "--quiet", "--create", "other"]);
        }),
    ];
    for (why, change) in cases {
        let fixture = ReleaseFixture::new("file:///nowhere");
        let plan = fixture.plan(Vec::new());
        change(&fixture);
        let head = fixture.ws.git(["rev-parse", "HEAD"]);
        let status = fixture.ws.git(["status", "--porcelain"]);
        let error = fixture.execute(&plan).unwrap_err();
        assert!(error.why.contains(why) && error.stop == StopKind::NoGo, "{why}: {error}");
        assert_eq!(fixture.ws.git(["rev-parse", "HEAD"]), head);
        assert_eq!(fixture.ws.git(["status", "--porcelain"]), status, "{why}");
    }
}
