//! The moment of a judgement: what time it is, and what was released until then. Both are handed in.

use crate::release::Releases;
use crate::time::Timestamp;

/// The moment of a judgement: the time, and the releases until then.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    /// The time by the clock.
    pub now: Timestamp,
    /// The releases that were carried out until then.
    pub releases: &'a Releases,
}
