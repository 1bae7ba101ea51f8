//! A gate that is running, and what has happened to the tree meanwhile.

use std::time::SystemTime;

use crate::run::plan::Lane;

/// A gate that is running now.
pub(super) struct RunningGate {
    pub(super) at: usize,
    pub(super) lane: Lane,
    pub(super) processes: bool,
    /// When the gate was started, by the clock that stamps files.
    pub(super) since: SystemTime,
    /// The files that changed while the gate ran, as far as is known before it ends.
    pub(super) changed: Vec<String>,
    /// Why the result belongs to no one state of the tree, if it does not.
    pub(super) void: Option<String>,
    /// Has the session taken another tree since the gate was started?
    pub(super) overtaken: bool,
    /// When the gate was done, by the clock that stamps files; it waits only for the look at the tree that ends it.
    pub(super) done: Option<SystemTime>,
}

impl RunningGate {
    /// Did something that happened at this time happen while the gate ran? So may have what nobody knows the time of.
    pub(super) fn during(&self, time: Option<SystemTime>) -> bool {
        time.is_none_or(|time| time >= self.since && self.done.is_none_or(|done| time <= done))
    }

    /// Can a file that was changed last at this time have been changed while the gate ran? A file tells only its last change,
    /// which hides those before it: one that came after the gate's end says nothing of what the gate saw.
    pub(super) fn overlaps(&self, last: Option<SystemTime>) -> bool {
        last.is_none_or(|last| last >= self.since)
    }
}
