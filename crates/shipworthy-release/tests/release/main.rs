//! Releases of small workspaces, for real: git repositories, a remote, and where it is there a registry.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests make and spoil files by hand")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what these tests need and do not get fails them")]

mod backwards;
mod fixture;
mod forwards;
mod registry;
