//! How the text of others is read: what cargo and nextest print, Rust source, Markdown, workflows, globs. Pure.

pub(crate) mod cargo;
pub(crate) mod cause;
#[cfg(feature = "workflows")]
pub(crate) mod ci;
pub(crate) mod doc_constant;
pub(crate) mod globs;
pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod pattern;
pub(crate) mod release_heading;
pub(crate) mod rust;
pub(crate) mod timed_runs;
#[cfg(feature = "workflows")]
pub(crate) mod yaml;
