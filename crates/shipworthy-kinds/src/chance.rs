//! What a number of samples proves of a quantile, whatever their distribution is: each of them is on the right side of a
//! bound, or is not, which is binomial. No other distribution is assumed, so a slow run in ten moves nothing.

/// The chance, of each claim, that it is called proven though it is not so.
const ERROR: f64 = 0.025;

/// What samples say of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuantileRuling {
    /// It holds, proven.
    Proven,
    /// It does not, proven.
    Refuted,
    /// The samples are too few, or too near.
    Open,
}

/// Whether this share of all runs (0.5: the median) keeps a bound, of which `kept` of `all` samples did.
pub(crate) fn shown(kept: u64, all: u64, share: f64) -> QuantileRuling {
    if at_least(kept, all, share) <= ERROR {
        QuantileRuling::Proven
    } else if at_least(all - kept.min(all), all, 1.0 - share) <= ERROR {
        QuantileRuling::Refuted
    } else {
        QuantileRuling::Open
    }
}

/// How many samples it takes, all of which keep the bound, until that is proven; `None` when no number of reasonable size
/// does.
pub(crate) fn fewest(share: f64) -> Option<u64> {
    (1..100_000).find(|&all| share.powf(all as f64) <= ERROR)
}

/// The chance of so many successes or more, of `all` that succeed with this chance each.
fn at_least(successes: u64, all: u64, chance: f64) -> f64 {
    (successes..=all).map(|number| exactly(number, all, chance)).sum::<f64>().min(1.0)
}

fn exactly(successes: u64, all: u64, chance: f64) -> f64 {
    // In logarithms: the number of ways grows beyond what is a number.
    let ways: f64 = (1..=successes).map(|at| ((all - successes + at) as f64 / at as f64).ln()).sum();
    let rest = (all - successes) as f64;
    (ways + successes as f64 * chance.ln() + rest * (1.0 - chance).ln()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chances_of_coins() {
        assert!((exactly(2, 4, 0.5) - 0.375).abs() < 1e-12);
        assert!((at_least(0, 30, 0.3) - 1.0).abs() < 1e-12);
        assert!((at_least(5, 5, 0.5) - 0.03125).abs() < 1e-12);
        assert!(exactly(400, 1000, 0.5) > 0.0);
    }

    #[test]
    fn few_samples_prove_nothing_and_a_percentile_takes_many() {
        assert_eq!((fewest(0.5), fewest(0.9), fewest(0.99)), (Some(6), Some(36), Some(368)));
        assert_eq!((shown(5, 5, 0.5), shown(6, 6, 0.5)), (QuantileRuling::Open, QuantileRuling::Proven));
        assert_eq!((shown(0, 6, 0.5), shown(3, 6, 0.5)), (QuantileRuling::Refuted, QuantileRuling::Open));
        // One in ten that is too slow breaks a P99, and not the median.
        assert_eq!(
            (shown(18, 20, 0.99), shown(18, 20, 0.5)),
            (QuantileRuling::Refuted, QuantileRuling::Proven)
        );
        assert_eq!(shown(0, 0, 0.5), QuantileRuling::Open);
    }
}
