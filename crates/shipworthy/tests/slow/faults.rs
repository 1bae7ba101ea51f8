//! What a registry or a remote may do to a release. It stops with the reason, changes nothing twice, and goes on when it
//! is resumed; or it stays stopped, where only a person can decide.

use std::thread;
use std::time::Duration;

use testkit::{Fault, Output, ReleaseFixture, Signal};

/// The crate that the faults happen to: the one between.
const SECOND: &str = "bakery-flour";

/// The reason stands where people look, and where it is kept.
#[track_caller]
fn assert_reason(fixture: &ReleaseFixture, output: &Output, reason: &str) {
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains(reason), "`{reason}` is not told\n{}", output.told());
    assert!(fixture.journal().contains(reason), "`{reason}` is not kept:\n{}", fixture.journal());
}

/// How often an upload is tried when the registry is in trouble, before the release stops.
const TRIES: usize = 4;

/// A release that a fault stops at the second crate, and that is whole after one more call.
#[track_caller]
fn stops_and_goes_on(fault: &Fault, times: usize, exit: i32, reason: &str) {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    for _ in 0..times {
        fixture.proxy().fault(SECOND, fault.clone());
    }
    let output = fixture.execute().exit(exit).done();
    assert_reason(&fixture, &output, reason);
    assert!(output.stdout.contains("resume") || output.stderr.contains("resume"), "{}", output.told());
    assert_eq!(fixture.uploaded("0.2.0"), ["bakery-grain"]);
    fixture.resume().done();
    fixture.assert_released();
    assert_eq!(fixture.proxy().accepted().len(), 3);
    assert_eq!(fixture.proxy().tries().len(), 3 + times);
}

/// It waits longer and longer between its tries. How long is held by the tests of the release, whose clock is a fake.
#[test]
fn a_registry_that_stays_broken_or_cuts_connections_stops_it() {
    stops_and_goes_on(&Fault::Broken, TRIES, 3, "500");
    stops_and_goes_on(&Fault::Cut, TRIES, 3, SECOND);
}

#[test]
fn a_refused_token_stops_it() {
    stops_and_goes_on(&Fault::TokenRefused, 1, 1, "authentication failed");
}

#[test]
fn a_name_owned_by_another_stops_it() {
    stops_and_goes_on(&Fault::NameTaken, 1, 1, "you don't seem to be an owner");
}

#[test]
fn a_hiccup_of_the_registry_does_not_stop_it() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    fixture.proxy().fault(SECOND, Fault::Broken);
    fixture.execute().done();
    fixture.assert_released();
    assert_eq!((fixture.proxy().accepted().len(), fixture.proxy().tries().len()), (3, 4));
}

#[test]
fn an_upload_whose_answer_was_lost_is_seen_and_not_made_again() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    fixture.proxy().fault(SECOND, Fault::AnswerLost);
    fixture.execute().done();
    fixture.assert_released();
    assert_eq!(fixture.proxy().tries().len(), 3);
}

#[test]
fn a_rate_limit_is_waited_for_until_the_date_it_names() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    let until = "Sat, 21 Nov 2026 10:00:03 GMT".to_owned(); // three seconds after everything in the fixture
    fixture.proxy().fault(SECOND, Fault::TooMany { until });
    let output = fixture.execute().done();
    assert!(output.stderr.contains("waits") && output.stderr.contains("10:00:03"), "{}", output.told());
    fixture.assert_released();
    assert_eq!(fixture.proxy().tries().iter().filter(|name| *name == SECOND).count(), 2);
}

#[test]
fn an_index_that_lags_is_waited_for_and_the_wait_can_be_stopped() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    fixture.proxy().hold_index(&fixture.registry);
    let mut running = fixture.execute().spawn();
    running.wait_until("the first crate was taken", || fixture.proxy().accepted().len() == 1);
    // By its clock twenty times as long: it has looked, waited and looked again.
    thread::sleep(Duration::from_secs(1));
    assert_eq!(fixture.proxy().tries().len(), 1, "what depends on it is not tried");
    running.signal(Signal::Interrupt);
    let output = running.finish();
    assert_eq!(output.code, Some(3), "{}", output.told());
    fixture.proxy().release_index();
    fixture.resume().done();
    fixture.assert_released();
    assert_eq!(fixture.proxy().tries().len(), 3);
}

#[test]
fn other_bytes_under_the_same_version_are_for_a_person_to_decide() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    fixture.proxy().fault(SECOND, Fault::OtherBytes);
    let first = fixture.execute().exit(1).done();
    let checksum = |name| fixture.registry.uploads().into_iter().find(|upload| upload.name == name);
    let there = checksum(SECOND).expect("it was uploaded").checksum;
    assert_reason(&fixture, &first, &there);
    let again = fixture.resume().exit(1).done();
    assert_reason(&fixture, &again, &there);
    assert_eq!(fixture.proxy().accepted(), ["bakery-grain", SECOND]);
}

#[test]
fn a_remote_that_rejects_the_push_stops_it_before_anything_is_uploaded() {
    let fixture = ReleaseFixture::small();
    fixture.plan();
    let (head, refs) = (fixture.ws.git(["rev-parse", "HEAD"]), fixture.remote.refs(&fixture.ws));
    fixture.remote.reject("not on a Friday");
    let output = fixture.execute().exit(3).done();
    assert_reason(&fixture, &output, "not on a Friday");
    fixture.assert_untouched(&head);
    assert_eq!(fixture.ws.git(["status", "--porcelain"]), "");
    assert_eq!(fixture.remote.refs(&fixture.ws), refs);
    fixture.remote.accept();
    fixture.resume().done();
    fixture.assert_released();
}

#[test]
fn somebody_else_who_pushes_first_stops_it() {
    for (reference, reason) in [("refs/heads/main", "main"), ("refs/tags/v0.2.0", "v0.2.0")] {
        let fixture = ReleaseFixture::small();
        fixture.plan();
        let head = fixture.ws.git(["rev-parse", "HEAD"]);
        fixture.remote.is_raced(&fixture.ws, reference);
        let output = fixture.execute().exit(3).done();
        assert_reason(&fixture, &output, reason);
        fixture.assert_untouched(&head);
        let again = fixture.resume().spawn().finish();
        assert_ne!(again.code, Some(0), "theirs is still there\n{}", again.told());
        assert!(format!("{}{}", again.stdout, again.stderr).contains(reason), "{}", again.told());
        fixture.assert_untouched(&head);
    }
}

#[test]
fn a_remote_that_has_moved_on_is_seen_before_anything_is_done() {
    for reason in ["main", "v0.2.0"] {
        let fixture = ReleaseFixture::small();
        fixture.plan();
        let head = fixture.ws.git(["rev-parse", "HEAD"]);
        match reason {
            "main" => fixture.remote.moves_on(&fixture.ws),
            tag => fixture.remote.gets_tag(&fixture.ws, tag),
        }
        let output = fixture.execute().exit(1).done();
        assert!(format!("{}{}", output.stdout, output.stderr).contains(reason), "{}", output.told());
        fixture.assert_untouched(&head);
    }
}

#[test]
fn an_aborted_release_takes_back_what_it_can() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    fixture.proxy().fault(SECOND, Fault::NameTaken);
    fixture.execute().exit(1).done();
    let output = fixture.run(&["release", "--abort"]).spawn().finish();
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains("bakery-grain"), "it says what cannot be taken back\n{}", output.told());
    assert_eq!(fixture.uploaded("0.2.0"), ["bakery-grain"]);
}
