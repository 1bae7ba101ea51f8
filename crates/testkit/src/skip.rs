//! Tests that cannot run on this machine: said aloud, written down, and refused in CI unless listed there.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::thread;

/// The variable that lists, separated by `;`, the reasons for which a test may be skipped in CI.
const ALLOWED: &str = "SHIPWORTHY_ALLOWED_SKIPS";

/// Says that the test that calls this cannot run here; the test returns right after it.
///
/// Each call adds a line to `skipped-tests.txt` in the target directory, which [`skipped`] reads.
///
/// # Panics
///
/// When `CI` is set and the reason is not listed in `SHIPWORTHY_ALLOWED_SKIPS`.
pub fn skip(reason: &str) {
    let thread = thread::current();
    let line = format!("SKIPPED: {}: {reason}\n", thread.name().unwrap_or("a test"));
    // The test harness captures the print macros, and shows nothing of a test that passes. This it cannot capture.
    let _ = io::stderr().write_all(line.as_bytes());
    let log = OpenOptions::new().create(true).append(true).open(list());
    log.and_then(|mut log| log.write_all(line.as_bytes())).expect("the list of skipped tests can be written");
    let ci = env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false");
    let allowed = env::var(ALLOWED).unwrap_or_default();
    assert!(
        may_skip(reason, ci, &allowed),
        "{line}In CI this is an error, unless {ALLOWED} lists the reason."
    );
}

/// The tests skipped since the list was last removed, one line each.
pub fn skipped() -> Vec<String> {
    let text = fs::read_to_string(list()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn may_skip(reason: &str, ci: bool, allowed: &str) -> bool {
    !ci || allowed.split(';').any(|listed| listed.trim() == reason)
}

/// target/debug/deps/NAME-HASH -> target/skipped-tests.txt
fn list() -> PathBuf {
    let test = env::current_exe().expect("a test executable has a path");
    test.ancestors()
        .nth(3)
        .expect("test executables are deep in the target directory")
        .join("skipped-tests.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ci_refuses_what_it_does_not_list() {
        assert!(may_skip("no git", false, ""));
        assert!(!may_skip("no git", true, ""));
        assert!(!may_skip("no git", true, "no gi;no gits"));
        assert!(may_skip("no git", true, "other; no git"));
    }
}
