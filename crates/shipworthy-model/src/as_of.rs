//! The moment of a judgement: what time it is, and what was released until then. Both are handed in.

use crate::release::Releases;
use crate::time::Timestamp;

/// When something is judged.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    /// The time.
    pub now: Timestamp,
    /// What was released.
    pub releases: &'a Releases,
}
