//! What a registry or a remote may do to a release. It stops with the reason, changes nothing twice, and goes on when it
//! is resumed; or it stays stopped, where only a person can decide.

use std::thread;
use std::time::Duration;

use testkit::{Fault, Output, Signal};

use super::yard::Yard;

/// The crate that the faults happen to: the third of six.
const THIRD: &str = "bakery-water";

/// The reason stands where people look, and where it is kept.
#[track_caller]
fn assert_reason(yard: &Yard, output: &Output, reason: &str) {
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains(reason), "`{reason}` is not told\n{}", output.told());
    assert!(yard.journal().contains(reason), "`{reason}` is not kept:\n{}", yard.journal());
}

/// How often an upload is tried when the registry is in trouble, before the release stops.
const TRIES: usize = 4;

/// A release that a fault stops at the third crate, and that is whole after one more call.
#[track_caller]
fn stops_and_goes_on(fault: &Fault, times: usize, exit: i32, reason: &str) {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    for _ in 0..times {
        yard.proxy().fault(THIRD, fault.clone());
    }
    let output = yard.execute().exit(exit).done();
    assert_reason(&yard, &output, reason);
    assert!(output.stdout.contains("resume") || output.stderr.contains("resume"), "{}", output.told());
    assert_eq!(yard.uploaded("0.2.0"), ["bakery-flour", "bakery-grain"]);
    yard.resume().done();
    yard.assert_released();
    assert_eq!(yard.proxy().accepted().len(), 6);
    assert_eq!(yard.proxy().tries().len(), 6 + times);
}

#[test]
fn a_registry_that_stays_broken_stops_it() {
    stops_and_goes_on(&Fault::Broken, TRIES, 3, "500");
}

#[test]
fn connections_cut_while_uploading_stop_it() {
    stops_and_goes_on(&Fault::Cut, TRIES, 3, THIRD);
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
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    yard.proxy().fault(THIRD, Fault::Broken);
    yard.execute().done();
    yard.assert_released();
    assert_eq!((yard.proxy().accepted().len(), yard.proxy().tries().len()), (6, 7));
}

#[test]
fn an_upload_whose_answer_was_lost_is_seen_and_not_made_again() {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    yard.proxy().fault(THIRD, Fault::AnswerLost);
    yard.execute().done();
    yard.assert_released();
    assert_eq!(yard.proxy().tries().len(), 6);
}

#[test]
fn a_rate_limit_is_waited_for_until_the_date_it_names() {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    let until = "Sat, 21 Nov 2026 10:00:03 GMT".to_owned(); // three seconds after everything in the yard
    yard.proxy().fault(THIRD, Fault::TooMany { until });
    let output = yard.execute().done();
    assert!(output.stderr.contains("waits") && output.stderr.contains("10:00:03"), "{}", output.told());
    yard.assert_released();
    assert_eq!(yard.proxy().tries().iter().filter(|name| *name == THIRD).count(), 2);
}

#[test]
fn an_index_that_lags_is_waited_for_and_the_wait_can_be_stopped() {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    yard.proxy().hold_index(&yard.registry);
    let mut running = yard.execute().spawn();
    running.wait_until("the first crate was taken", || yard.proxy().accepted().len() == 1);
    thread::sleep(Duration::from_secs(5));
    assert_eq!(yard.proxy().tries().len(), 1, "what depends on it is not tried");
    running.signal(Signal::Interrupt);
    let output = running.finish();
    assert_eq!(output.code, Some(3), "{}", output.told());
    yard.proxy().release_index();
    yard.resume().done();
    yard.assert_released();
    assert_eq!(yard.proxy().tries().len(), 6);
}

#[test]
fn other_bytes_under_the_same_version_are_for_a_person_to_decide() {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    yard.proxy().fault(THIRD, Fault::OtherBytes);
    let first = yard.execute().exit(1).done();
    let checksum = |name| yard.registry.uploads().into_iter().find(|upload| upload.name == name);
    let there = checksum(THIRD).expect("it was uploaded").checksum;
    assert_reason(&yard, &first, &there);
    let again = yard.resume().exit(1).done();
    assert_reason(&yard, &again, &there);
    assert_eq!(yard.proxy().accepted(), ["bakery-grain", "bakery-flour", THIRD]);
}

#[test]
fn a_remote_that_rejects_the_push_stops_it_before_anything_is_uploaded() {
    let Some(yard) = Yard::new() else { return };
    yard.plan();
    let (head, refs) = (yard.ws.git(["rev-parse", "HEAD"]), yard.remote.refs(&yard.ws));
    yard.remote.reject("not on a Friday");
    let output = yard.execute().exit(3).done();
    assert_reason(&yard, &output, "not on a Friday");
    yard.assert_untouched(&head);
    assert_eq!(yard.ws.git(["status", "--porcelain"]), "");
    assert_eq!(yard.remote.refs(&yard.ws), refs);
    yard.remote.accept();
    yard.resume().done();
    yard.assert_released();
}

#[test]
fn somebody_else_who_pushes_first_stops_it() {
    for (reference, reason) in [("refs/heads/main", "main"), ("refs/tags/v0.2.0", "v0.2.0")] {
        let Some(yard) = Yard::new() else { return };
        yard.plan();
        let head = yard.ws.git(["rev-parse", "HEAD"]);
        yard.remote.is_raced(&yard.ws, reference);
        let output = yard.execute().exit(3).done();
        assert_reason(&yard, &output, reason);
        yard.assert_untouched(&head);
        let again = yard.resume().spawn().finish();
        assert_ne!(again.code, Some(0), "theirs is still there\n{}", again.told());
        assert!(format!("{}{}", again.stdout, again.stderr).contains(reason), "{}", again.told());
        yard.assert_untouched(&head);
    }
}

#[test]
fn a_remote_that_has_moved_on_is_seen_before_anything_is_done() {
    for reason in ["main", "v0.2.0"] {
        let Some(yard) = Yard::new() else { return };
        yard.plan();
        let head = yard.ws.git(["rev-parse", "HEAD"]);
        match reason {
            "main" => yard.remote.moves_on(&yard.ws),
            tag => yard.remote.gets_tag(&yard.ws, tag),
        }
        let output = yard.execute().exit(1).done();
        assert!(format!("{}{}", output.stdout, output.stderr).contains(reason), "{}", output.told());
        yard.assert_untouched(&head);
    }
}

#[test]
fn an_aborted_release_takes_back_what_it_can() {
    let Some(yard) = Yard::proxied() else { return };
    yard.plan();
    yard.proxy().fault(THIRD, Fault::NameTaken);
    yard.execute().exit(1).done();
    let output = yard.run(&["release", "--abort"]).spawn().finish();
    let said = format!("{}{}", output.stdout, output.stderr);
    for what in ["bakery-flour", "bakery-grain"] {
        assert!(said.contains(what), "it says that {what} cannot be taken back\n{}", output.told());
    }
    assert_eq!(yard.uploaded("0.2.0").len(), 2);
}
