//! The tests that take longest: releases that fail or are killed at every step, a release of this repository itself, and
//! this repository's checklist against planted defects.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, also in functions that are not marked as tests"
)]

use std::path::{Path, PathBuf};

mod faults;
mod killed;
mod oracle;
mod ourselves;
mod planted;

/// The root of this repository.
fn repository_root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the root is there")
}
