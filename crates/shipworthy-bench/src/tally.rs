//! Pairs of samples, summed up: the mean of their log ratios and its standard error.

use crate::samples::{BenchUnit, Refused, sample};
use crate::student;

/// What pairs came to so far. A log ratio above zero means that the second side is worse.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PairTally {
    pairs: u32,
    mean: f64,
    squares: f64,
}

impl PairTally {
    /// Counts a pair in; or says why it is none, and leaves the tally as it was.
    pub fn add(&mut self, unit: BenchUnit, base: f64, head: f64) -> Result<(), Refused> {
        // The difference of logarithms of finite numbers is finite, their ratio need not be.
        let log_ratio = sample(head)?.ln() - sample(base)?.ln();
        self.count(if unit.more_is_better() { -log_ratio } else { log_ratio });
        Ok(())
    }

    /// Welford's way, which does not lose digits where the mean is large.
    fn count(&mut self, log_ratio: f64) {
        self.pairs = self.pairs.saturating_add(1);
        let off = log_ratio - self.mean;
        self.mean += off / f64::from(self.pairs);
        self.squares += off * (log_ratio - self.mean);
    }

    /// How many pairs.
    pub fn pairs(&self) -> u32 {
        self.pairs
    }

    /// The mean log ratio; `None` without a pair.
    pub fn mean(&self) -> Option<f64> {
        (self.pairs > 0).then_some(self.mean)
    }

    /// The standard error of the mean, from at least two pairs.
    pub fn error(&self) -> Option<f64> {
        let freedom = self.freedom()?;
        Some((self.squares / freedom / f64::from(self.pairs)).sqrt())
    }

    /// Whether all pairs differ by the very same, as far as numbers tell: no noise was seen, so nothing is known of it.
    pub fn has_no_spread(&self) -> bool {
        self.error().is_some_and(|error| error <= 1e-12 * self.mean.abs().max(1e-3))
    }

    /// The chance of such a mean, or one further up, if the second side were worse by no more than `limit` (a logarithm).
    /// 1 where there is nothing to tell by.
    pub fn chance_below(&self, limit: f64) -> f64 {
        self.tail(|mean| mean - limit)
    }

    /// The chance of such a mean, or one further down, if the second side were worse by `limit` or more.
    pub fn chance_above(&self, limit: f64) -> f64 {
        self.tail(|mean| limit - mean)
    }

    fn tail(&self, distance: impl Fn(f64) -> f64) -> f64 {
        match (self.freedom(), self.error()) {
            (Some(freedom), Some(error)) if !self.has_no_spread() => {
                student::upper_tail(distance(self.mean) / error, freedom)
            }
            _ => 1.0,
        }
    }

    /// How far a bound at this level lies from the mean; `None` where there is nothing to tell by.
    pub fn reach(&self, level: f64) -> Option<f64> {
        let error = self.error().filter(|_| !self.has_no_spread())?;
        Some(student::critical(level, self.freedom()?)? * error)
    }

    fn freedom(&self) -> Option<f64> {
        (self.pairs > 1).then(|| f64::from(self.pairs - 1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_pair_leaves_the_tally_as_it_was() {
        let mut tally = PairTally::default();
        tally.add(BenchUnit::Nanoseconds, 1.0, 2.0).unwrap();
        let before = tally;
        for (value, refused) in [
            (f64::NAN, Refused::NotFinite),
            (f64::INFINITY, Refused::NotFinite),
            (-1.0, Refused::Negative),
            (0.0, Refused::Zero),
            (-0.0, Refused::Zero),
        ] {
            assert_eq!(tally.add(BenchUnit::Nanoseconds, 1.0, value), Err(refused));
            assert_eq!(tally.add(BenchUnit::Nanoseconds, value, 1.0), Err(refused));
            assert_eq!(tally, before);
        }
    }

    #[test]
    fn one_pair_tells_nothing() {
        let mut tally = PairTally::default();
        assert_eq!((tally.mean(), tally.error(), tally.chance_below(0.0)), (None, None, 1.0));
        tally.add(BenchUnit::Bytes, 1.0, 1e300).unwrap();
        assert_eq!((tally.error(), tally.chance_below(0.0), tally.chance_above(9e9)), (None, 1.0, 1.0));
        assert_eq!(tally.reach(0.05), None);
    }

    #[test]
    fn a_rate_that_rises_is_better() {
        let of = |unit| {
            let mut tally = PairTally::default();
            tally.add(unit, 1.0, 2.0).unwrap();
            tally.mean().unwrap()
        };
        assert!(of(BenchUnit::Nanoseconds) > 0.0);
        assert!(of(BenchUnit::PerSecond) < 0.0);
    }

    proptest! {
        #[test]
        fn any_positive_numbers_have_a_finite_mean(
            pairs in prop::collection::vec((1e-320..1e308, 1e-320..1e308), 2..50)
        ) {
            let mut tally = PairTally::default();
            for (base, head) in &pairs {
                tally.add(BenchUnit::Count, *base, *head).unwrap();
            }
            prop_assert!(tally.mean().unwrap().is_finite() && tally.error().unwrap().is_finite());
            let (below, above) = (tally.chance_below(0.1), tally.chance_above(0.1));
            prop_assert!((0.0..=1.0).contains(&below) && (0.0..=1.0).contains(&above));
            prop_assert!(tally.has_no_spread() || (below + above - 1.0).abs() < 1e-9);
        }
    }
}
