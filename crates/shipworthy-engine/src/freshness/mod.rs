//! Fingerprints: the files, tools and settings that a result depends on, predicted and observed. Whether they changed, the
//! survey says; and what compiled files were made of, so that nobody need believe cargo's times.

pub(crate) mod built;
pub mod cargo_settings;
pub(crate) mod file_access;
pub mod fingerprint;
pub(crate) mod observed;
pub(crate) mod opaque;
pub mod scope;
pub(crate) mod sources;
pub(crate) mod tool_settings;
pub(crate) mod trace;
pub(crate) mod variables;
pub(crate) mod written;
