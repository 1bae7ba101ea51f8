//! What a sample is: a positive, finite number with a unit. Everything else is refused, with its place and the reason.

use std::fmt;

/// What was measured. Readers bring times to nanoseconds and sizes to bytes, so equal units are equal words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BenchUnit {
    /// Time, by the clock or of a processor.
    Nanoseconds,
    /// Memory, or the size of a file.
    Bytes,
    /// Events that are counted, as instructions.
    Count,
    /// A rate: more is better.
    PerSecond,
}

impl BenchUnit {
    /// The word in JSON and in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nanoseconds => "ns",
            Self::Bytes => "bytes",
            Self::Count => "count",
            Self::PerSecond => "per-second",
        }
    }

    /// Whether the larger number is the better one.
    pub fn more_is_better(self) -> bool {
        self == Self::PerSecond
    }
}

impl fmt::Display for BenchUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a number, or a list of them, is no measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Refused {
    /// There is not one sample.
    Empty,
    /// Not a number, or not a finite one.
    NotFinite,
    /// Less than nothing.
    Negative,
    /// Nothing: shorter than the clock can tell, and no ratio can be made of it.
    Zero,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "there is no sample",
            Self::NotFinite => "a sample is not a finite number",
            Self::Negative => "a sample is negative",
            Self::Zero => "a sample is zero: shorter than the clock can tell, so let it repeat the work",
        })
    }
}

/// A sample, or why it is none.
pub fn sample(value: f64) -> Result<f64, Refused> {
    if !value.is_finite() {
        Err(Refused::NotFinite)
    } else if value < 0.0 {
        Err(Refused::Negative)
    } else if value == 0.0 {
        Err(Refused::Zero)
    } else {
        Ok(value)
    }
}

/// The samples of one benchmark of one side, in the order in which they were taken. Never none.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    name: String,
    unit: BenchUnit,
    values: Vec<f64>,
}

impl Samples {
    /// All of them, or why they are none.
    pub fn new(name: impl Into<String>, unit: BenchUnit, values: Vec<f64>) -> Result<Self, Refused> {
        if values.is_empty() {
            return Err(Refused::Empty);
        }
        values.iter().try_for_each(|value| sample(*value).map(drop))?;
        Ok(Self { name: name.into(), unit, values })
    }

    /// Of which benchmark.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In which unit.
    pub fn unit(&self) -> BenchUnit {
        self.unit
    }

    /// The numbers.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}
