//! How the text of others is read: what cargo and nextest print, Rust source, Markdown headings, globs. Pure.

pub(crate) mod cargo;
pub(crate) mod globs;
pub(crate) mod markdown;
pub(crate) mod rust;
