//! What is so, looked at on real folders with real git and cargo.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture that cannot be made is a failed test")]
#![allow(unreachable_pub, reason = "the modules of a test are its own")]

mod files;
mod fixture;
mod git;
mod help;
mod history;
mod look;
mod scope;
mod tools;
mod workspace;
