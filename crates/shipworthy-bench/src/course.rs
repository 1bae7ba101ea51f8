//! The course of a comparison: pairs come in, looks are taken, benchmarks are decided one after the other, and what is
//! left when the pairs or the time are used up is ruled on as it stands.
//!
//! Sequentially correct: at each look Holm's levels are made of that look's share of the error, over all benchmarks that
//! are not decided against already. A benchmark that stopped early cannot be called slow later.

use crate::holm;
use crate::plan::{BenchLimits, BenchLook, BenchPlan, FEWEST_PAIRS};
use crate::ruling::{Doubt, Ruled, Ruling};
use crate::samples::{BenchUnit, Refused};
use crate::tally::PairTally;

/// How much of the first limit the head may differ from itself. More, and the machine moves what is measured.
const CONTROL_SHARE: f64 = 0.25;

/// The comparison of all benchmarks of a suite.
#[derive(Debug, Clone)]
pub struct Course {
    plan: BenchPlan,
    limits: BenchLimits,
    benchmarks: Vec<Standing>,
    looks_done: usize,
}

/// One benchmark, as far as it came.
#[derive(Debug, Clone)]
struct Standing {
    name: String,
    unit: BenchUnit,
    pairs: PairTally,
    control: Option<PairTally>,
    refused: Option<Refused>,
    /// Proven slower than the first limit, than the second.
    over_warn: bool,
    over_fail: bool,
    /// It wants no further pairs.
    decided: bool,
    /// The levels that its bounds were last held against: for the lower, for the upper.
    levels: Option<(f64, f64)>,
}

impl Course {
    /// A course for these benchmarks.
    pub fn new(
        plan: BenchPlan,
        limits: BenchLimits,
        benchmarks: impl IntoIterator<Item = (String, BenchUnit)>,
    ) -> Self {
        let standing = |(name, unit)| Standing {
            name,
            unit,
            pairs: PairTally::default(),
            control: None,
            refused: None,
            over_warn: false,
            over_fail: false,
            decided: false,
            levels: None,
        };
        Self { plan, limits, benchmarks: benchmarks.into_iter().map(standing).collect(), looks_done: 0 }
    }

    /// The benchmarks, by their place in the list, that want pairs, and how many each of them is to have before the next
    /// look. `None` when all is decided, or the plan is used up.
    pub fn wanted(&self) -> Option<(Vec<usize>, u32)> {
        let look = self.plan.looks().get(self.looks_done)?;
        let open: Vec<_> =
            (0..self.benchmarks.len()).filter(|&index| !self.benchmarks[index].decided).collect();
        (!open.is_empty()).then_some((open, look.pairs))
    }

    /// A pair of one benchmark. What is no sample makes the benchmark unknown, and it wants no more.
    pub fn pair(&mut self, benchmark: usize, base: f64, head: f64) {
        if let Some(standing) = self.benchmarks.get_mut(benchmark) {
            let added = standing.pairs.add(standing.unit, base, head);
            standing.refuse(added);
        }
    }

    /// A pair of the head with itself.
    pub fn control(&mut self, benchmark: usize, head: f64, again: f64) {
        if let Some(standing) = self.benchmarks.get_mut(benchmark) {
            let added = standing.control.get_or_insert_default().add(standing.unit, head, again);
            standing.refuse(added);
        }
    }

    /// Takes the next look of the plan.
    pub fn look(&mut self) {
        let Some(&BenchLook { share, .. }) = self.plan.looks().get(self.looks_done) else { return };
        self.looks_done += 1;
        let level = self.plan.alarm * share;
        let over_fail = self.over(level, self.limits.fail(), |standing| standing.over_fail);
        let over_warn = self.over(level, self.limits.warn(), |standing| standing.over_warn);
        let upper = self.plan.miss * share;
        for (index, standing) in
            self.benchmarks.iter_mut().enumerate().filter(|(_, standing)| !standing.decided)
        {
            let (fails, held_for_fail) = over_fail[index];
            let (warns, held_for_warn) = over_warn[index];
            standing.over_fail |= fails;
            standing.over_warn |= warns;
            standing.levels = Some((if fails { held_for_fail } else { held_for_warn }, upper));
            let below = |limit| standing.pairs.chance_above(limit) <= upper;
            standing.decided = standing.over_fail
                || below(self.limits.warn())
                || standing.over_warn && below(self.limits.fail());
        }
    }

    /// For each benchmark, whether it is over the limit by this look, and the level that it was held against.
    fn over(&self, level: f64, limit: f64, already: impl Fn(&Standing) -> bool) -> Vec<(bool, f64)> {
        // What was decided against before makes room; what was decided otherwise stays in the family, and cannot win.
        let family: Vec<_> =
            (0..self.benchmarks.len()).filter(|&index| !already(&self.benchmarks[index])).collect();
        let chance = |&index: &usize| {
            let standing = &self.benchmarks[index];
            if standing.decided || standing.pairs.pairs() < FEWEST_PAIRS {
                1.0
            } else {
                standing.pairs.chance_below(limit)
            }
        };
        let chances: Vec<_> = family.iter().map(chance).collect();
        let held = holm::levels(&chances, level);
        let mut over = vec![(false, level); self.benchmarks.len()];
        for ((index, chance), held) in family.into_iter().zip(chances).zip(held) {
            over[index] = (chance <= held, held);
        }
        over
    }

    /// Ends it, after the last look or where the time is used up. A look that was begun is taken: when the time ends does
    /// not depend on what was measured.
    pub fn finish(mut self) -> Vec<Ruled> {
        if self.wanted().is_some() {
            self.look();
        }
        // Both directions of each benchmark's control.
        let level = self.plan.alarm / (2 * self.benchmarks.len().max(1)) as f64;
        self.benchmarks.iter().map(|standing| standing.ruled(self.limits, level)).collect()
    }
}

impl Standing {
    fn refuse(&mut self, added: Result<(), Refused>) {
        if let Err(refused) = added {
            self.refused.get_or_insert(refused);
            self.decided = true;
        }
    }

    fn ruled(&self, limits: BenchLimits, control_level: f64) -> Ruled {
        let mean = self.pairs.mean();
        let levels = self.levels.filter(|_| self.refused.is_none());
        let reach =
            levels.and_then(|(lower, upper)| Some((self.pairs.reach(lower)?, self.pairs.reach(upper)?)));
        let bound = |log: f64| Some(log.exp()).filter(|ratio| ratio.is_finite());
        let visible = reach.and_then(|(below, above)| {
            Some((limits.warn() + below + above).exp_m1()).filter(|v| v.is_finite())
        });
        Ruled {
            name: self.name.clone(),
            ruling: self.ruling(limits, reach, control_level),
            pairs: self.pairs.pairs(),
            ratio: mean.and_then(bound).filter(|_| self.refused.is_none()),
            lower: mean.zip(reach).and_then(|(mean, (below, _))| bound(mean - below)),
            upper: mean.zip(reach).and_then(|(mean, (_, above))| bound(mean + above)),
            visible,
            control: self.control.and_then(|control| control.mean()).and_then(bound),
        }
    }

    fn ruling(&self, limits: BenchLimits, reach: Option<(f64, f64)>, control_level: f64) -> Ruling {
        if let Some(refused) = self.refused {
            return Ruling::Unknown(Doubt::BadSample(refused));
        }
        if self.pairs.pairs() < FEWEST_PAIRS {
            return Ruling::Unknown(Doubt::TooFewPairs(self.pairs.pairs(), FEWEST_PAIRS));
        }
        let Some((below, above)) = reach else { return Ruling::Unknown(Doubt::NoSpread) };
        if let Some(control) = &self.control {
            if control.pairs() < FEWEST_PAIRS {
                return Ruling::Unknown(Doubt::ControlTooShort(control.pairs()));
            }
            let limit = limits.warn() * CONTROL_SHARE;
            let fired = control.chance_below(limit).min(control.chance_above(-limit)) <= control_level;
            if fired && let Some(bias) = control.mean() {
                return Ruling::Unknown(Doubt::ControlFired(bias.exp_m1()));
            }
        }
        if self.over_fail {
            Ruling::Fail
        } else if self.over_warn {
            Ruling::Warn
        } else if !self.decided && below + above > limits.warn() {
            Ruling::Unknown(Doubt::TooNoisy((limits.warn() + below + above).exp_m1()))
        } else if !self.decided
            && let Some(mean) = self.pairs.mean().filter(|mean| *mean > limits.warn())
        {
            Ruling::Unknown(Doubt::Between((mean - below).exp_m1(), (mean + above).exp_m1()))
        } else {
            Ruling::Pass
        }
    }
}
