//! SIGKILL in the middle of a step of a release: what the step has started does not go on behind the back of who resumes.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use testkit::{ReleaseFixture, Signal};

/// Hangs in the push itself; git asks the hook once before, when it only tries whether it may push.
const HOOK: &str = "#!/bin/sh
root=$PWD
test -e \"$root/../again\" && exit 0
test -e .readiness/release/0.2.0/journal.jsonl || exit 0
grep -q '\"push\"' .readiness/release/0.2.0/journal.jsonl || exit 0
setsid sh -c 'echo on > ../started; sleep 3; echo late > ../late' &
while :; do sleep 0.1; done
";

/// An upload that went on after the kill was seen as absent by who resumed, and made twice.
#[test]
fn a_step_of_a_killed_release_is_ended_before_it_is_resumed() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = ReleaseFixture::small();
    fixture.plan();
    let hook = fixture.ws.path(".git/hooks/pre-push");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, HOOK).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();

    let mut running = fixture.run(&["release", "minor", "--execute"]).spawn();
    running.wait_for_file(fixture.ws.scratch().join("started"));
    running.signal(Signal::Kill);
    while !running.has_ended() {
        sleep(Duration::from_millis(5));
    }
    fs::write(fixture.ws.scratch().join("again"), "").unwrap();

    let resumed = fixture.run(&["release", "--resume"]).exit(0).spawn().finish();
    let note = "left running by a release that was killed";
    assert!(resumed.stderr.contains(note) && resumed.stderr.contains("git push"), "{}", resumed.told());
    sleep(Duration::from_millis(3200));
    assert!(!fixture.ws.scratch().join("late").exists(), "it went on: {}", resumed.told());
    let left = running.finish_with_orphans().1;
    assert!(left.is_empty(), "{left:?}");
}
