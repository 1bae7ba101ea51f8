//! The moment of a judgement: what time it is, what was released until then, and what makes the whole doubtful. All of it
//! is handed in.

use crate::release::Releases;
use crate::time::Timestamp;

/// The moment of a judgement: the time, the releases until then, and the doubts that no gate is to blame for.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    /// The time by the clock.
    pub now: Timestamp,
    /// The releases that were carried out until then.
    pub releases: &'a Releases,
    /// Reasons why the answer cannot be GO, whatever the gates say: a clock that was set by hand, a weakened checklist.
    pub doubts: &'a [String],
}
