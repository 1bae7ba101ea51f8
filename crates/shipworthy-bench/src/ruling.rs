//! What is said of one benchmark: the ruling, the bounds it rests on, and what could not have been seen.

use std::fmt;

use crate::samples::Refused;

/// What is said of one benchmark.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ruling {
    /// Not slower than the limit: proven, or it does not look so and what is slower would have been seen.
    Pass,
    /// Slower than the first limit, proven.
    Warn,
    /// Slower than the second limit, proven.
    Fail,
    /// Could not tell.
    Unknown(Doubt),
}

/// Why it could not be told.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Doubt {
    /// So many pairs, and so many would be the fewest.
    TooFewPairs(u32, u32),
    /// The interval is wider than the limit: a slowdown of less than this, as a fraction, may hide in it.
    TooNoisy(f64),
    /// It is more likely slower than the limit than not, which is not proven: between these fractions.
    Between(f64, f64),
    /// What is asked about lies between these, which are on both sides of what is asked for.
    Around(f64, f64),
    /// So many samples, and so many it takes until the percentile has its bounds.
    TooFewSamples(u64, u64),
    /// All pairs differ by the very same.
    NoSpread,
    /// The head against itself differed, by this fraction: the machine prefers one place in the pair.
    ControlFired(f64),
    /// The control has too few pairs.
    ControlTooShort(u32),
    /// A sample is none.
    BadSample(Refused),
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewPairs(pairs, fewest) => write!(f, "{pairs} pairs are too few: {fewest} are the fewest"),
            Self::TooNoisy(visible) => write!(
                f,
                "too noisy: a slowdown below {} could hide in it; more pairs, or less beside it on the machine",
                Percent(*visible)
            ),
            Self::Between(lower, upper) => write!(
                f,
                "slower by {} to {}, which is on both sides of the limit: more pairs decide",
                Percent(*lower),
                Percent(*upper)
            ),
            Self::Around(lower, upper) => {
                write!(f, "between {lower:.4} and {upper:.4}, on both sides of what is asked for: more samples decide")
            }
            Self::TooFewSamples(have, needed) => {
                write!(f, "{have} samples bound no such percentile: it takes {needed}")
            }
            Self::NoSpread => f.write_str(
                "all pairs differ by the very same: the clock is too coarse, or these are counts, which are compared \
                 without statistics",
            ),
            Self::ControlFired(bias) => {
                write!(f, "the head against itself differs by {}: the machine is not to be trusted", Percent(*bias))
            }
            Self::ControlTooShort(pairs) => write!(f, "the head was held against itself {pairs} times only"),
            Self::BadSample(refused) => refused.fmt(f),
        }
    }
}

/// A fraction, as people read it.
struct Percent(f64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.0 * 100.0;
        if percent.abs() < 10.0 { write!(f, "{percent:.1} %") } else { write!(f, "{percent:.0} %") }
    }
}

/// A benchmark with what is said of it. Ratios are of head to base, above 1 where the head is worse.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruled {
    /// Its name.
    pub name: String,
    /// What is said.
    pub ruling: Ruling,
    /// How many pairs were taken.
    pub pairs: u32,
    /// The mean ratio; none without a pair.
    pub ratio: Option<f64>,
    /// With the certainty of the plan, the ratio is at least this, over all benchmarks and looks.
    pub lower: Option<f64>,
    /// With the certainty of the plan, it is at most this, over all looks.
    pub upper: Option<f64>,
    /// A slowdown of this fraction or more would have been seen, with the certainty of the plan.
    pub visible: Option<f64>,
    /// The mean ratio of the head against itself, where that was tried.
    pub control: Option<f64>,
}
impl Ruled {
    /// What could have been seen, in words.
    pub fn power(&self, miss: f64) -> Option<String> {
        let certainty = Percent(1.0 - miss);
        Some(format!("would have seen {} or more, with {certainty}", Percent(self.visible?)))
    }
}
