//! What a report looks like, and that text, JSON and exit code of one assessment never disagree.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod fixture;
mod human;
mod json;
mod parity;
#[cfg(feature = "release")]
mod release;
mod released;
mod why;
