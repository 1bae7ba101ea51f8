//! All that a result depends on: which files, which tools, which settings. Whether they changed, the survey says.

pub mod fingerprint;
pub mod scope;
mod sources;
