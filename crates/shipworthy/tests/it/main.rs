//! The tests of the whole tool, in one executable: what a user sees of the real binary, and what holds of this
//! repository. What only concerns one crate is tested there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, also in functions that are not marked as tests"
)]

mod bad_input;
mod config;
mod house;
mod interrupt;
mod proofs;
mod survival;
