//! How long the uploads of a plan have to wait for each other, by the limits that crates.io publishes. An estimate for a
//! person: what counts in a release is when the registry itself says to try again.

use std::time::Duration;

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};

/// A limit on uploads: so many at once, then one in each period.
struct UploadLimit {
    burst: u32,
    period: Duration,
}

/// The limit for crates that the registry has never seen.
const NEW: UploadLimit = UploadLimit { burst: 5, period: Duration::from_mins(10) };

/// The limit for new versions of crates that the registry has.
const UPDATE: UploadLimit = UploadLimit { burst: 30, period: Duration::from_mins(1) };

/// How long an upload takes by itself until others can depend on it, as experience has it.
const UPLOAD: Duration = Duration::from_secs(20);

/// A bucket of uploads that may be made now, filled again as time goes by.
struct TokenBucket {
    limit: UploadLimit,
    /// When the bucket would be full again, counted from the beginning of the release.
    full: Duration,
}

impl TokenBucket {
    fn new(limit: UploadLimit) -> Self {
        Self { limit, full: Duration::ZERO }
    }

    /// Takes one upload at `now` or as soon as there is one; when that is.
    fn take(&mut self, now: Duration) -> Duration {
        let room = self.limit.period * (self.limit.burst - 1);
        let at = now.max(self.full.saturating_sub(room));
        self.full = self.full.max(at) + self.limit.period;
        at
    }
}

/// How long the uploads take, and how much of that is waiting. `new` says of each package, in order, whether the registry
/// has never seen it.
fn estimate(new: &[bool]) -> (Duration, Duration) {
    let (mut news, mut updates) = (TokenBucket::new(NEW), TokenBucket::new(UPDATE));
    let (mut now, mut waited) = (Duration::ZERO, Duration::ZERO);
    for new in new {
        let at = if *new { news.take(now) } else { updates.take(now) };
        waited += at - now;
        now = at + UPLOAD;
    }
    (now, waited)
}

/// Checks how long the uploads to crates.io take, in order: is each a new crate? `None` where that could not be told.
pub(super) fn check(uploads: &[Option<bool>]) -> Option<PreflightCheck> {
    if uploads.is_empty() {
        return None;
    }
    // What could not be told is taken for the slower one: an estimate had better be too long.
    let new: Vec<bool> = uploads.iter().map(|new| new.unwrap_or(true)).collect();
    let (all, waited) = estimate(&new);
    let count = new.iter().filter(|new| **new).count();
    let crates = format!("new crates: {count}, updates: {}", new.len() - count);
    let seen = if waited.is_zero() {
        format!("{crates}; within what crates.io takes at once, about {} in all", minutes(all))
    } else {
        let limits =
            "crates.io takes 5 new crates and 30 updates at once, then one each 10 minutes and each minute";
        format!("{crates}; about {} in all, {} of it waiting ({limits})", minutes(all), minutes(waited))
    };
    Some(PreflightSubject::RateLimit.check(CheckOutcome::fine(seen)))
}

fn minutes(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_the_burst_waits() {
        // new crates, updates, waiting in seconds
        let cases = [
            (0, 0, 0),
            (5, 0, 0),
            // The sixth must wait until ten minutes after the first.
            (6, 0, 600 - 5 * 20),
            (7, 0, 600 - 5 * 20 + 600 - 20),
            (0, 30, 0),
            // One upload each 20 s uses three in the time in which one comes back.
            (0, 44, 0),
            (0, 45, 20),
            (0, 46, 20 + 40),
            (5, 30, 0),
        ];
        for (new, updates, waiting) in cases {
            let uploads: Vec<bool> =
                std::iter::repeat_n(true, new).chain(std::iter::repeat_n(false, updates)).collect();
            assert_eq!(estimate(&uploads).1.as_secs(), waiting, "{new} new, {updates} updates");
        }
    }

    #[test]
    fn waiting_for_one_sort_lets_the_other_recover() {
        let mut uploads = vec![true; 6];
        uploads.extend([false; 30]);
        assert_eq!(estimate(&uploads).1, Duration::from_secs(500));
    }

    #[test]
    fn the_estimate_is_told() {
        let seen = |uploads: &[Option<bool>]| match check(uploads) {
            Some(PreflightCheck { outcome: CheckOutcome::Fine(seen), .. }) => seen,
            other => format!("{other:?}"),
        };
        assert_eq!(check(&[]), None);
        assert!(seen(&[Some(true), Some(false)]).starts_with("new crates: 1, updates: 1; within"));
        let many = seen(&[Some(true); 109]);
        assert!(many.starts_with("new crates: 109, updates: 0; about 17 h 21 min in all"), "{many}");
        assert!(seen(&[None; 6]).contains("new crates: 6"), "an unknown one is taken for new");
    }
}
