//! What programs say reaches nobody with a secret in it, and a scratch folder does not outlive its environment.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what these tests need and do not get fails them")]

use std::fs;
use std::time::Duration;

use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_release::runtime::{Environment, FailureCause, ProgramCall};
use tempfile::tempdir;

const NAME: &str = "CARGO_REGISTRIES_OURS_TOKEN";
const CANARY: &str = "canary-2b7c40d9";

#[test]
fn a_secret_is_told_and_kept_nowhere() {
    let root = tempdir().unwrap();
    let environment = Environment::new(root.path(), Interrupt::never()).unwrap().env(NAME, CANARY);
    for call in [ProgramCall::of("printenv", [NAME]), ProgramCall::of("printenv", [NAME]).logged("tells")] {
        assert_eq!(environment.run(call).unwrap().out, "[redacted]\n");
    }
    let failure = environment.run(ProgramCall::of("ls", [CANARY])).unwrap().done().unwrap_err().to_string();
    assert!(failure.contains("[redacted]") && !failure.contains(CANARY), "{failure}");
    let logs = environment.folder().path().join("logs");
    let mut kept = 0;
    let logs = fs::read_dir(logs).unwrap().map(|log| log.unwrap().path());
    for log in logs.filter(|log| log.is_file()) {
        kept += 1;
        let text = fs::read_to_string(log).unwrap();
        assert!(text.is_empty() || text == "[redacted]\n", "{text}");
    }
    assert_eq!(kept, 2, "one call was to be kept, with two streams");
}

#[test]
fn a_world_leaves_no_scratch_behind_and_stops_when_asked() {
    let root = tempdir().unwrap();
    let interrupt = Interrupt::never();
    let environment = Environment::new(root.path(), interrupt.clone()).unwrap();
    let scratch = environment.scratch("x").unwrap();
    assert!(scratch.is_dir() && !scratch.starts_with(root.path()));
    let slow =
        environment.run(ProgramCall::of("sleep", ["60"]).at_most(Duration::from_millis(50))).unwrap_err();
    assert_eq!(slow.cause, FailureCause::TimedOut);
    interrupt.request();
    assert_eq!(
        environment.wait(Duration::from_secs(60), &mut |_| {}).unwrap_err().cause,
        FailureCause::Interrupted
    );
    assert_eq!(
        environment.run(ProgramCall::git(["--version"])).unwrap_err().cause,
        FailureCause::Interrupted
    );
    drop(environment);
    assert!(!scratch.exists());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "asking changes nothing");
}
