//! The proofs of `compare`.

use testkit::{Fixture, Workspace};

use super::asked::{fails, gate, passes, unknown};

fn fixture(fast: &str, slow: &str, more: &str) -> Workspace {
    let check = format!("kind = \"compare\", argv = [{fast}], than = [{slow}], {more}");
    Fixture::new().gate("gate", &check).build()
}

const FAST: &str = "\"sleep\", \"0.02\"";
const SLOW: &str = "\"sleep\", \"0.8\"";

#[test]
pub(super) fn fires() {
    fails(gate(&fixture(SLOW, FAST, "at-least = 1, pairs = 6")), &["not-faster"]);
    fails(gate(&fixture("\"false\"", SLOW, "at-least = 2, pairs = 6")), &["exit"]);
}

#[test]
pub(super) fn stays_silent() {
    assert_eq!(passes(gate(&fixture(FAST, SLOW, "at-least = 1.2, pairs = 6"))).subjects("gate"), 6);
}

#[test]
pub(super) fn vacuous_is_unknown() {
    unknown(gate(&fixture(FAST, SLOW, "at-least = 1.2, pairs = 5")), "nothing to look at");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("\"no-such-program\"", SLOW, "at-least = 2")), "tool missing");
    unknown(gate(&fixture(FAST, "\"no-such-program\"", "at-least = 2")), "tool missing");
}
