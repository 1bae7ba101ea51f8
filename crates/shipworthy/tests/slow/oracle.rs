//! A sample of the oracle of freshness: worlds made at random, in which nothing is fresh or passes that a clean room would
//! not pass. `scripts/freshness-oracle` asks more.

use std::sync::Mutex;

use testkit::oracle::{Oracle, Wrong, features, table};

/// How many mutations are tried.
const SAMPLE: usize = 60;

/// Features of which there is nothing on a machine without rustup or nextest, or that the program rightly refuses.
const NEEDS_A_TOOL: [&str; 3] = ["cmd-nothing", "env-nextest", "set-toolchain"];

#[test]
fn nothing_is_called_fresh_that_a_clean_room_would_not_pass() {
    let wrong = Mutex::new(Vec::new());
    let oracle = Oracle::new(&testkit::binary(), SAMPLE).seed(11).jobs(2);
    let tally = oracle.run(&|line| wrong.lock().expect("nobody panics with it").push(line.to_owned()));
    let told =
        format!("{}\n{}", wrong.into_inner().expect("nobody panics with it").join("\n"), table(&tally));
    assert!(tally.is_sound(), "{told}");
    assert_eq!((tally.tried(), tally.count(Wrong::Misjudged)), (SAMPLE, 0), "{told}");
    assert!(tally.harmless() >= SAMPLE / 3, "too few mutations that cannot matter: {told}");
}

/// Each kind of evidence that was believed once and must not be, one after the other: whatever a feature can do is done.
#[test]
fn every_known_case_is_seen() {
    let wrong = Mutex::new(Vec::new());
    for feature in features() {
        let oracle = Oracle::new(&testkit::binary(), 0).feature(Some(feature.to_owned()));
        let tally = oracle.run(&|line| wrong.lock().expect("nobody panics with it").push(line.to_owned()));
        let told = wrong.lock().expect("nobody panics with it").join("\n");
        assert!(tally.is_sound(), "{feature}: {told}\n{}", table(&tally));
        assert!(tally.tried() > 0 || NEEDS_A_TOOL.contains(&feature), "{feature}: nothing was tried: {told}");
    }
}
