//! Counts that do not vary, as instructions: equal is equal, and no statistics is needed.

use crate::plan::BenchLimits;
use crate::ruling::{Ruled, Ruling};

/// What is said of a benchmark of which one number on each side says all. `None` where there is no ratio, because the base
/// counted nothing and the head did.
pub fn ruled(name: &str, base: u64, head: u64, limits: BenchLimits) -> Option<Ruled> {
    let ratio = match (base, head) {
        (0, 0) => 1.0,
        (0, _) => return None,
        _ => head as f64 / base as f64,
    };
    let over = ratio.ln();
    let ruling = if over > limits.fail() {
        Ruling::Fail
    } else if over > limits.warn() {
        Ruling::Warn
    } else {
        Ruling::Pass
    };
    Some(Ruled {
        name: name.to_owned(),
        ruling,
        pairs: 1,
        ratio: Some(ratio),
        lower: Some(ratio),
        upper: Some(ratio),
        // Whatever lies above the limit is seen.
        visible: Some(limits.warn().exp_m1()),
        control: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_is_equal_and_one_more_is_seen() {
        let of =
            |base, head| ruled("a", base, head, BenchLimits::new(1e-9, 0.25).unwrap()).map(|it| it.ruling);
        assert_eq!(of(1_000_000, 1_000_000), Some(Ruling::Pass));
        assert_eq!(of(1_000_000, 1_000_001), Some(Ruling::Warn));
        assert_eq!(of(1_000_000, 1_300_000), Some(Ruling::Fail));
        assert_eq!(of(1_000_000, 1), Some(Ruling::Pass));
        assert_eq!(of(0, 0), Some(Ruling::Pass));
        assert_eq!(of(0, 1), None);
    }
}
