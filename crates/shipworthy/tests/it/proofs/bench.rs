//! The proofs of `bench`, which runs the real binary in the workspace once more.

use testkit::{Workspace, binary};

use super::asked::{fails, gate, passes, unknown};
use crate::bench::{BENCH, harness, with_gate};

fn fixture(check: &str) -> Workspace {
    let own = binary();
    with_gate(&format!("kind = \"bench\", argv = [{:?}], pairs = 8{check}", own.display().to_string()))
}

#[test]
pub(super) fn fires() {
    let ws = fixture("");
    ws.write(BENCH, harness(2000, ""));
    let json = fails(gate(&ws), &["slower"]);
    assert!(json.measured("gate", "speed/parse") > 1.5, "{json:#?}");
    ws.write(BENCH, harness(1000, "").replace("\\\"parse", "\\\"scan"));
    fails(gate(&ws), &["disappeared"]);
}

#[test]
pub(super) fn stays_silent() {
    let ws = fixture("");
    ws.write(BENCH, harness(900, ""));
    assert_eq!(passes(gate(&ws)).subjects("gate"), 2);
}

#[test]
pub(super) fn vacuous_is_unknown() {
    // Nothing differs from the base, and there was no release.
    unknown(gate(&fixture("")), "nothing to look at");
    let ws = fixture("");
    ws.write(BENCH, "fn main() { println!(\"running 0 tests\") }\n");
    unknown(gate(&ws), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("");
    ws.write(BENCH, harness(2000, ""));
    unknown(gate(&ws).without_tool("cargo"), "tool missing");
    unknown(gate(&with_gate("kind = \"bench\", argv = [\"no-such-program\"]")), "tool missing");
}
