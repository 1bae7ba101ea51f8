//! Short calls: what they are given is data, what they say is heard, and nothing they do can hold up who asks.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use shipworthy_engine::sys::call::{CallFailure, ShortCall};
use shipworthy_engine::sys::interrupt::Interrupt;

fn sh(folder: &Path, script: &str) -> ShortCall {
    ShortCall::new("sh", folder).args(["-c", script])
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_running(words: &str) -> bool {
    let found = std::process::Command::new("pgrep").args(["-f", words]).output();
    found.is_ok_and(|output| !output.stdout.is_empty())
}

#[test]
fn words_are_data_and_both_streams_are_heard() {
    let odd = "a b;'\"$HOME*\n";
    let call = ShortCall::new("printf", here()).args(["%s|", odd, ""]);
    assert_eq!(call.output().unwrap().stdout, format!("{odd}||").into_bytes());
    let output = sh(here(), "echo out; echo err >&2; exit 3").output().unwrap();
    assert_eq!((output.stdout, output.stderr), (b"out\n".to_vec(), b"err\n".to_vec()));
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn it_runs_in_its_folder_with_a_scrubbed_environment() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    // Cargo tells this test about itself.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let script = "pwd; echo ${CARGO_MANIFEST_DIR-gone} $LC_ALL $NO_COLOR $OWN ${PATH:+path}";
    let output = sh(&folder, script).env("OWN", "own").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("{}\ngone C.UTF-8 1 own path\n", folder.display()));
}

#[test]
fn a_program_that_echoes_more_than_a_pipe_holds_is_fed_and_heard() {
    let input: Vec<u8> = (0_u32..1_000_000).map(|at| at.to_le_bytes()[0]).collect();
    let output = ShortCall::new("cat", here()).input(input.clone()).output().unwrap();
    assert!(output.stdout == input);
    // One that does not listen is no mistake.
    assert!(ShortCall::new("true", here()).input(input).output().unwrap().status.success());
    // Without input there is none.
    assert!(ShortCall::new("cat", here()).output().unwrap().stdout.is_empty());
}

#[test]
fn its_end_is_noticed_at_once() {
    let once = || {
        let begun = Instant::now();
        ShortCall::new("true", here()).output().unwrap();
        begun.elapsed()
    };
    // Whoever looks for the end now and then, every 50 ms say, is never as fast as this.
    let fastest = (0..20).map(|_| once()).min().unwrap();
    assert!(fastest < Duration::from_millis(40), "{fastest:?}");
}

#[test]
fn what_takes_too_long_is_ended_with_all_that_came_of_it() {
    let begun = Instant::now();
    let call = sh(here(), "sleep 641.17 & sleep 641.17; true").deadline(Duration::from_millis(200));
    let error = call.output().unwrap_err();
    assert!(matches!(error.cause, CallFailure::TimedOut(_)), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(!is_running("sleep 641.17"));
    // One that lets go of its streams and lives on does not end either.
    let call = sh(here(), "exec >&- 2>&-; sleep 641.18; true").deadline(Duration::from_millis(200));
    assert!(matches!(call.output().unwrap_err().cause, CallFailure::TimedOut(_)));
    assert!(!is_running("sleep 641.18"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_does_nothing_is_ended_and_not_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let call = |script: &str| sh(folder.path(), script).idle(Duration::from_millis(400));
    // It waits for a process that waits for what never comes.
    let waits = "echo begun >>log; mkfifo pipe; cat pipe & wait";
    for _ in 0..2 {
        let error = call(waits).output().unwrap_err();
        assert!(matches!(error.cause, CallFailure::Idle(_)), "{error}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "its end is not waited for");
    assert_eq!(fs::read_to_string(folder.path().join("log")).unwrap(), "begun\n");
    // Who is slow, sleeps often, and says nothing, is not idle.
    let slow = "i=0; while [ $i -lt 30 ]; do sleep 0.05; i=$((i+1)); done";
    assert!(call(slow).output().unwrap().status.success());
}

#[test]
fn what_says_too_much_is_ended() {
    let error = sh(here(), "yes").limit(1000).output().unwrap_err();
    assert!(matches!(error.cause, CallFailure::TooMuch(1000)), "{error}");
    assert_eq!(sh(here(), "printf 12345").limit(5).output().unwrap().stdout, b"12345");
}

#[test]
fn a_call_that_is_nearly_done_outlives_a_request_to_stop_and_none_outlives_the_second() {
    let interrupt = Interrupt::never();
    interrupt.request();
    let call = sh(here(), "sleep 0.3; echo done").interrupt(interrupt.clone());
    assert_eq!(call.output().unwrap().stdout, b"done\n");
    let call = sh(here(), "sleep 641.19; true").interrupt(interrupt.clone());
    let error = thread::scope(|scope| {
        let call = scope.spawn(|| call.output());
        thread::sleep(Duration::from_millis(200));
        interrupt.request();
        call.join().unwrap().unwrap_err()
    });
    assert!(matches!(error.cause, CallFailure::Interrupted), "{error}");
    assert!(!is_running("sleep 641.19"));
    // Only asked once, it is given a moment and not more.
    let once = Interrupt::never();
    once.request();
    let error = sh(here(), "sleep 641.20; true").interrupt(once).output().unwrap_err();
    assert!(matches!(error.cause, CallFailure::Interrupted), "{error}");
}

#[test]
fn a_call_that_cannot_be_made_says_what_where_and_why() {
    let error = ShortCall::new("no-such-program-anywhere", here()).args(["a b"]).output().unwrap_err();
    assert!(matches!(error.cause, CallFailure::Missing));
    let expected = format!(
        "could not run `no-such-program-anywhere 'a b'` in {}: there is no such program",
        here().display()
    );
    assert_eq!(error.to_string(), expected);
    let error = ShortCall::new("true", Path::new("/no/such/folder")).output().unwrap_err();
    assert!(matches!(error.cause, CallFailure::System(_)), "{error}");
    let error = ShortCall::new("true", here()).args(["a\0b"]).output().unwrap_err();
    assert!(matches!(error.cause, CallFailure::System(_)), "{error}");
}
