//! Percentiles with their confidence, from the order of the samples alone: whatever their distribution is.

use crate::beta::regularised;
use crate::samples::Samples;

/// A percentile, and between which samples it lies with the confidence asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentile {
    /// The sample at its place.
    pub value: f64,
    /// It is at least this; none where too few samples lie below it.
    pub lower: Option<f64>,
    /// It is at most this; none where too few samples lie above it.
    pub upper: Option<f64>,
}

/// The quantile of these samples (0.99 is P99) with bounds that hold together with this confidence. `None` for a quantile
/// or a confidence that is not between 0 and 1.
pub fn percentile(samples: &Samples, quantile: f64, confidence: f64) -> Option<Percentile> {
    if !proper(quantile) || !proper(confidence) {
        return None;
    }
    let mut sorted = samples.values().to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let error = (1.0 - confidence) / 2.0;
    // The true quantile lies below the sample of rank `r` when fewer than `r` samples fell below it, which is binomial.
    let reached = |rank: usize| at_least(rank, count, quantile);
    let lower = (1..=count).take_while(|&rank| 1.0 - reached(rank) <= error).last();
    let upper = (1..=count).rev().take_while(|&rank| reached(rank) <= error).last();
    let place = (quantile * count as f64).ceil() as usize;
    Some(Percentile {
        value: sorted[place.clamp(1, count) - 1],
        lower: lower.map(|rank| sorted[rank - 1]),
        upper: upper.map(|rank| sorted[rank - 1]),
    })
}

/// How many samples it takes until the quantile has a bound on both sides with this confidence. `None` as above.
pub fn samples_needed(quantile: f64, confidence: f64) -> Option<u64> {
    if !proper(quantile) || !proper(confidence) {
        return None;
    }
    let error = (1.0 - confidence) / 2.0;
    // All samples below it, or all above it: the likelier of both must be unlikely enough.
    let likelier = quantile.max(1.0 - quantile);
    Some((error.ln() / likelier.ln()).ceil() as u64)
}

fn proper(share: f64) -> bool {
    share > 0.0 && share < 1.0
}

/// The chance of this many successes or more.
fn at_least(successes: usize, of: usize, share: f64) -> f64 {
    regularised(successes as f64, (of - successes + 1) as f64, share, 1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::Generator;
    use crate::samples::BenchUnit;

    fn samples(values: Vec<f64>) -> Samples {
        Samples::new("a", BenchUnit::Nanoseconds, values).unwrap()
    }

    #[test]
    fn a_p99_needs_368_samples() {
        assert_eq!(samples_needed(0.99, 0.95), Some(368));
        assert_eq!(samples_needed(0.5, 0.95), Some(6));
        let of = |count: u32| percentile(&samples((1..=count).map(f64::from).collect()), 0.99, 0.95).unwrap();
        assert_eq!(of(367).upper, None);
        assert_eq!(of(368).upper, Some(368.0));
        let single = percentile(&samples(vec![1.0]), 0.5, 0.95).unwrap();
        assert_eq!((single.value, single.lower, single.upper), (1.0, None, None));
    }

    #[test]
    fn what_is_no_quantile_has_none() {
        for bad in [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(percentile(&samples(vec![1.0]), bad, 0.95), None);
            assert_eq!(percentile(&samples(vec![1.0]), 0.5, bad), None);
            assert_eq!((samples_needed(bad, 0.95), samples_needed(0.5, bad)), (None, None));
        }
    }

    #[test]
    fn the_median_of_the_table_of_order_statistics() {
        // Conover, Practical Nonparametric Statistics: of 20 samples, the median lies between the 6th and the 15th.
        let found = percentile(&samples((1..=20).map(f64::from).collect()), 0.5, 0.95).unwrap();
        assert_eq!((found.lower, found.upper), (Some(6.0), Some(15.0)));
    }

    #[test]
    fn the_bounds_hold_as_often_as_they_say() {
        let mut dice = Generator::new(7);
        for (quantile, count) in [(0.5, 25), (0.9, 60), (0.99, 500)] {
            let holds = (0..2000).filter(|_| {
                let found =
                    percentile(&samples((0..count).map(|_| dice.share()).collect()), quantile, 0.95).unwrap();
                found.lower.is_none_or(|lower| lower <= quantile)
                    && found.upper.is_none_or(|upper| quantile <= upper)
            });
            // 1900 are promised; a chance of less than one in a million of fewer than 1850.
            assert!(holds.count() >= 1850, "{quantile}");
        }
    }
}
