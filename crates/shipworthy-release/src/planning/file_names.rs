//! The files of a workspace that a plan is made from and may change.

/// The manifest of the workspace.
pub(crate) const ROOT: &str = "Cargo.toml";

/// The changelog of a folder.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";
