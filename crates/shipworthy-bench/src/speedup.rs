//! Whether one thing is so and so many times faster than another: for two programs, or two ways to do the same.

use crate::claim_ruling::ClaimRuling;
use crate::plan::FEWEST_PAIRS;
use crate::ruling::Doubt;
use crate::tally::PairTally;

/// How many times faster, between which bounds, and what that says of the claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speedup {
    /// How many times the first side is as fast as the second, the mean; none without a pair.
    pub factor: Option<f64>,
    /// At least this.
    pub lower: Option<f64>,
    /// At most this.
    pub upper: Option<f64>,
    /// What it says of the claim.
    pub shown: ClaimRuling,
}

impl Speedup {
    /// Holds pairs of the faster and the slower side against the claim that the ratio is at least this. The error is that of
    /// each bound; who looks several times hands in what of it is for this look. `None` for a claim that is no positive
    /// number, or an error that is not between 0 and 1.
    pub fn of(pairs: &PairTally, at_least: f64, error: f64) -> Option<Self> {
        if !(at_least > 0.0 && at_least.is_finite() && error > 0.0 && error < 1.0) {
            return None;
        }
        let mean = pairs.mean();
        let bounds = mean.zip(pairs.reach(error)).map(|(mean, reach)| (mean - reach, mean + reach));
        let claim = at_least.ln();
        let shown = match bounds {
            _ if pairs.pairs() < FEWEST_PAIRS => {
                ClaimRuling::Open(Doubt::TooFewPairs(pairs.pairs(), FEWEST_PAIRS))
            }
            None => ClaimRuling::Open(Doubt::NoSpread),
            Some((lower, _)) if lower >= claim => ClaimRuling::Holds,
            Some((_, upper)) if upper < claim => ClaimRuling::Refuted,
            Some((lower, upper)) => ClaimRuling::Open(Doubt::Around(lower.exp(), upper.exp())),
        };
        let finite = |log: f64| Some(log.exp()).filter(|factor| factor.is_finite());
        Some(Self {
            factor: mean.and_then(finite),
            lower: bounds.and_then(|(lower, _)| finite(lower)),
            upper: bounds.and_then(|(_, upper)| finite(upper)),
            shown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::Generator;
    use crate::samples::BenchUnit;

    fn pairs(factor: f64, count: u32, dice: &mut Generator) -> PairTally {
        let mut tally = PairTally::default();
        for _ in 0..count {
            let mut noisy = || (0.05 * dice.normal()).exp();
            tally.add(BenchUnit::Nanoseconds, noisy(), factor * noisy()).unwrap();
        }
        tally
    }

    #[test]
    fn a_claim_holds_is_refuted_or_is_open() {
        let mut dice = Generator::new(1);
        let twice = pairs(2.0, 30, &mut dice);
        let of = |claim| Speedup::of(&twice, claim, 0.025).unwrap();
        assert_eq!((of(1.8).shown, of(2.3).shown), (ClaimRuling::Holds, ClaimRuling::Refuted));
        let ClaimRuling::Open(Doubt::Around(lower, upper)) = of(2.0).shown else { panic!("{:?}", of(2.0)) };
        assert_eq!((Some(lower), Some(upper)), (of(2.0).lower, of(2.0).upper));
        assert!(lower < 2.0 && upper > 2.0);
    }

    #[test]
    fn what_cannot_be_told_is_open() {
        let mut dice = Generator::new(1);
        let of = |tally: &PairTally| Speedup::of(tally, 2.0, 0.025).unwrap();
        let none = of(&PairTally::default());
        assert_eq!((none.factor, none.shown), (None, ClaimRuling::Open(Doubt::TooFewPairs(0, 6))));
        assert_eq!(of(&pairs(9.0, 5, &mut dice)).shown, ClaimRuling::Open(Doubt::TooFewPairs(5, 6)));
        let mut same = PairTally::default();
        (0..9).for_each(|_| same.add(BenchUnit::Nanoseconds, 1.0, 9.0).unwrap());
        assert_eq!(of(&same).shown, ClaimRuling::Open(Doubt::NoSpread));
        for (claim, error) in [(0.0, 0.1), (f64::NAN, 0.1), (f64::INFINITY, 0.1), (2.0, 0.0), (2.0, f64::NAN)]
        {
            assert_eq!(Speedup::of(&same, claim, error), None);
        }
    }

    #[test]
    fn a_claim_that_just_holds_is_refuted_no_more_often_than_said() {
        let mut dice = Generator::new(9);
        let refuted = (0..2000).filter(|_| {
            Speedup::of(&pairs(2.0, 10, &mut dice), 2.0, 0.05).unwrap().shown == ClaimRuling::Refuted
        });
        // 100 are promised; in more than 145 it would be found broken by chance once in 100,000.
        assert!(refuted.count() <= 145);
    }
}
