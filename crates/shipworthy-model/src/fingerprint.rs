//! A fingerprint: all that a gate's result depends on, part by part: when a part changes, the evidence is stale, and
//! `why` can say which part it was.

use serde::{Deserialize, Serialize};

/// The parts that a gate's result depends on, and the digest over them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// SHA-256 over all parts, in hexadecimal.
    pub key: String,
    /// The parts, sorted by name.
    pub parts: Vec<Part>,
}

/// One part of a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// The name of the part: `check`, `toolchain`, `tool cargo`, `files crates/core`, `env RUSTFLAGS`, ...
    pub name: String,
    /// The value of the part, or the digest of it.
    pub value: String,
}

impl Fingerprint {
    /// The names of the parts that differ between this and `other`, each once, sorted.
    pub fn changed<'a>(&'a self, other: &'a Fingerprint) -> Vec<&'a str> {
        let only = |a: &'a Fingerprint, b: &'a Fingerprint| {
            a.parts
                .iter()
                .filter(|part| !b.parts.contains(part))
                .map(|part| part.name.as_str())
                .collect::<Vec<_>>()
        };
        let mut names = only(self, other);
        names.extend(only(other, self));
        names.sort_unstable();
        names.dedup();
        names
    }
}
