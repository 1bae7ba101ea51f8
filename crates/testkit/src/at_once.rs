//! Cases that wait more than they work, tried at the same time. It says nothing about them by itself.

use std::thread;

/// Tries every case in a thread of its own, for those that spend their time waiting: for what must not happen, or for
/// the end of a grace period.
///
/// # Panics
///
/// When one of the cases panics, after all have ended.
pub fn at_once<C: Send>(cases: impl IntoIterator<Item = C>, case: impl Fn(C) + Sync) {
    thread::scope(|scope| {
        for one in cases {
            let case = &case;
            scope.spawn(move || case(one));
        }
    });
}
