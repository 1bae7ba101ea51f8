//! How many pairs are taken, when they are looked at, and which share of the error each look may spend.
//!
//! Who looks again and again until something shows finds something. So every look gets a share of the whole error, and the
//! shares add up to one: whichever look it is that errs, all together err no more often than was said (Bonferroni). Half
//! of it is left to the last look, which has the most pairs.

/// The fewest pairs that a plan may be made of. Below, one odd pair decides.
pub const FEWEST_PAIRS: u32 = 6;

/// One look: after how many pairs of each benchmark, and with which share of the error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BenchLook {
    /// Pairs of each benchmark that is still open.
    pub pairs: u32,
    /// Of the whole error, at most 1.
    pub share: f64,
}

/// The looks, and the error that all of them together may make.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchPlan {
    looks: Vec<BenchLook>,
    /// The chance, for the whole suite, that a benchmark is called slower than a limit that it keeps.
    pub alarm: f64,
    /// The chance, for each benchmark, that it is not called slower though it is by as much as was said to be visible.
    pub miss: f64,
}

impl Default for BenchPlan {
    /// From 8 pairs to 128; one suite in a hundred may be accused wrongly, one slow benchmark in twenty missed.
    fn default() -> Self {
        Self::doubling(8, 128)
    }
}

impl BenchPlan {
    /// Looks at `first` pairs, at twice as many, and so on up to `most`.
    pub fn doubling(first: u32, most: u32) -> Self {
        let most = most.max(FEWEST_PAIRS);
        let mut pairs = vec![most];
        let mut next = first.clamp(FEWEST_PAIRS, most);
        let mut before = Vec::new();
        // A look shortly before the last would cost its share and save little.
        while u64::from(next) * 3 <= u64::from(most) * 2 {
            before.push(next);
            next = next.saturating_mul(2);
        }
        pairs.splice(0..0, before);
        let last = pairs.len() - 1;
        let share = |index: usize| {
            let halvings = if index == 0 { last } else { last - index + 1 };
            0.5f64.powi(i32::try_from(halvings).unwrap_or(i32::MAX))
        };
        let looks = pairs.iter().enumerate().map(|(index, &pairs)| BenchLook { pairs, share: share(index) });
        Self { looks: looks.collect(), alarm: 0.01, miss: 0.05 }
    }

    /// The looks, the last one with the most pairs. Never none.
    pub fn looks(&self) -> &[BenchLook] {
        &self.looks
    }

    /// How many pairs it takes at most.
    pub fn most_pairs(&self) -> u32 {
        self.looks.last().map_or(0, |look| look.pairs)
    }
}

/// How much slower is too slow, as a fraction: 0.1 is ten per cent. Never below zero, and `fail` never below `warn`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BenchLimits {
    warn: f64,
    fail: f64,
}

impl BenchLimits {
    /// `None` unless both are positive and finite and the second is no smaller than the first.
    pub fn new(warn: f64, fail: f64) -> Option<Self> {
        (warn > 0.0 && fail >= warn && fail.is_finite()).then_some(Self { warn, fail })
    }

    /// As a logarithm.
    pub fn warn(self) -> f64 {
        self.warn.ln_1p()
    }

    /// As a logarithm.
    pub fn fail(self) -> f64 {
        self.fail.ln_1p()
    }
}

impl Default for BenchLimits {
    /// Ten per cent warn, twenty-five fail.
    fn default() -> Self {
        Self { warn: 0.10, fail: 0.25 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_looks_five_times() {
        let looks: Vec<_> =
            BenchPlan::default().looks().iter().map(|look| (look.pairs, look.share)).collect();
        assert_eq!(looks, [(8, 0.0625), (16, 0.0625), (32, 0.125), (64, 0.25), (128, 0.5)]);
    }

    #[test]
    fn limits_that_mean_nothing_are_none() {
        for (warn, fail) in
            [(0.0, 0.1), (-0.1, 0.1), (0.2, 0.1), (f64::NAN, 0.1), (0.1, f64::NAN), (0.1, f64::INFINITY)]
        {
            assert_eq!(BenchLimits::new(warn, fail), None, "{warn} {fail}");
        }
        assert!(BenchLimits::new(0.1, 0.1).is_some());
    }

    proptest! {
        #[test]
        fn no_plan_spends_more_than_the_whole(first: u32, most: u32) {
            let plan = BenchPlan::doubling(first, most);
            let sum: f64 = plan.looks().iter().map(|look| look.share).sum();
            prop_assert!((sum - 1.0).abs() < 1e-12, "{plan:?}");
            prop_assert!(plan.looks().is_sorted_by(|a, b| a.pairs < b.pairs));
            prop_assert!(plan.looks()[0].pairs >= FEWEST_PAIRS);
            prop_assert_eq!(plan.most_pairs(), most.max(FEWEST_PAIRS));
        }
    }
}
