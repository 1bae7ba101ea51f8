//! Fingerprints: the files, tools and settings that a result depends on. Whether they changed, the survey says.

pub mod fingerprint;
pub mod scope;
mod sources;
pub(crate) mod trace;
pub(crate) mod written;
