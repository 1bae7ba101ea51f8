//! The tests that take longest: a release of this repository itself, releases that fail or are killed at every step, and
//! this repository's checklist against planted defects. Tests begin in the order of their names: the longest is the
//! first, and the others run beside it.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, also in functions that are not marked as tests"
)]

use std::path::{Path, PathBuf};

mod dogfood;
mod faults;
mod killed;
mod oracle;
mod planted;

/// The root of this repository.
fn repository_root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the root is there")
}
