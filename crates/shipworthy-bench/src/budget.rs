//! Whether a percentile keeps within a budget: of the cold start, of memory, of a latency.

use crate::claim_ruling::ClaimRuling;
use crate::quantile::{Percentile, percentile, samples_needed};
use crate::ruling::Doubt;
use crate::samples::Samples;

/// A percentile with its bounds, and what it says of the budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budgeted {
    /// The percentile.
    pub percentile: Percentile,
    /// What it says of the budget.
    pub shown: ClaimRuling,
}

/// Holds the samples against the claim that this quantile of them is at most this; of a rate, at least this. `None` for a
/// budget that is not positive and finite, and for a quantile or a confidence that is not between 0 and 1.
pub fn budgeted(samples: &Samples, quantile: f64, budget: f64, confidence: f64) -> Option<Budgeted> {
    if !(budget > 0.0 && budget.is_finite()) {
        return None;
    }
    let percentile = percentile(samples, quantile, confidence)?;
    let (lower, upper) = (percentile.lower, percentile.upper);
    let (kept, broken) = if samples.unit().more_is_better() {
        (lower.is_some_and(|lower| lower >= budget), upper.is_some_and(|upper| upper < budget))
    } else {
        (upper.is_some_and(|upper| upper <= budget), lower.is_some_and(|lower| lower > budget))
    };
    let have = samples.values().len() as u64;
    let shown = match (lower, upper) {
        _ if kept => ClaimRuling::Holds,
        _ if broken => ClaimRuling::Refuted,
        (Some(lower), Some(upper)) => ClaimRuling::Open(Doubt::Around(lower, upper)),
        _ => {
            ClaimRuling::Open(Doubt::TooFewSamples(have, samples_needed(quantile, confidence)?.max(have + 1)))
        }
    };
    Some(Budgeted { percentile, shown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::BenchUnit;

    fn samples(unit: BenchUnit, count: u32) -> Samples {
        Samples::new("a", unit, (1..=count).map(f64::from).collect()).unwrap()
    }

    #[test]
    fn a_budget_is_kept_broken_or_open() {
        let hundred = samples(BenchUnit::Nanoseconds, 100);
        let of = |budget| budgeted(&hundred, 0.5, budget, 0.95).unwrap().shown;
        assert_eq!((of(70.0), of(30.0)), (ClaimRuling::Holds, ClaimRuling::Refuted));
        // Conover: of 100 samples, the median lies between the 40th and the 61st.
        assert_eq!(of(50.0), ClaimRuling::Open(Doubt::Around(40.0, 61.0)));
    }

    #[test]
    fn a_rate_has_to_be_at_least_its_budget() {
        let hundred = samples(BenchUnit::PerSecond, 100);
        let of = |budget| budgeted(&hundred, 0.5, budget, 0.95).unwrap().shown;
        assert_eq!((of(30.0), of(70.0)), (ClaimRuling::Holds, ClaimRuling::Refuted));
    }

    #[test]
    fn a_percentile_of_few_samples_keeps_no_budget_and_can_break_one() {
        let hundred = samples(BenchUnit::Nanoseconds, 100);
        let of = |budget| budgeted(&hundred, 0.99, budget, 0.95).unwrap().shown;
        assert_eq!(of(1e9), ClaimRuling::Open(Doubt::TooFewSamples(100, 368)));
        assert_eq!(of(50.0), ClaimRuling::Refuted);
        let single = samples(BenchUnit::Nanoseconds, 1);
        assert_eq!(
            budgeted(&single, 0.5, 9.0, 0.95).unwrap().shown,
            ClaimRuling::Open(Doubt::TooFewSamples(1, 6))
        );
    }

    #[test]
    fn what_is_no_budget_has_no_answer() {
        let hundred = samples(BenchUnit::Nanoseconds, 100);
        for (quantile, budget, confidence) in [
            (0.5, 0.0, 0.9),
            (0.5, f64::NAN, 0.9),
            (0.5, f64::INFINITY, 0.9),
            (1.0, 5.0, 0.9),
            (0.5, 5.0, 1.0),
        ] {
            assert_eq!(budgeted(&hundred, quantile, budget, confidence), None);
        }
    }
}
