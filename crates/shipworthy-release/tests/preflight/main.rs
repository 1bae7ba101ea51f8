//! Everything that is looked at before a release, in real repositories and workspaces, with a real registry.
#![allow(clippy::disallowed_methods, reason = "tests make and spoil files by hand")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod fixture;
mod outside;
mod registry;
mod repository;
