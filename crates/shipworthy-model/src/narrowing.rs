//! What narrows the evidence of a gate: the keys by which a checklist takes files away from what the gate is presumed to read.

use std::fmt;

use crate::id::GateId;

/// One line of a checklist that narrows what the evidence of a gate is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    /// The gate whose evidence is bound to less.
    pub gate: GateId,
    /// The key that says so.
    pub key: NarrowingKey,
    /// The glob that stands under the key.
    pub glob: String,
    /// The line of `readiness.toml` where it stands.
    pub line: Option<u32>,
}

/// The narrowing in words, the same everywhere: `except docs/**`.
impl fmt::Display for Narrowing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key.word(), self.glob)
    }
}

/// A key by which a gate narrows what its evidence is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NarrowingKey {
    /// Of what the gate is presumed to read, only these files count.
    Only,
    /// Of what the gate is presumed to read, these files do not count.
    Except,
}

impl NarrowingKey {
    /// Both keys that narrow.
    pub const ALL: [Self; 2] = [Self::Only, Self::Except];

    /// The word for the key, as it is written in a checklist.
    pub fn word(self) -> &'static str {
        match self {
            Self::Only => "only",
            Self::Except => "except",
        }
    }
}
