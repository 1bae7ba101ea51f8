//! What one run of a program came to: a number for each of its benchmarks, and what could not be read.

use std::collections::BTreeMap;

use shipworthy_bench::reading::callgrind::Instructions;
use shipworthy_bench::reading::{Readout, Unread};
use shipworthy_bench::samples::{BenchUnit, Samples};

/// What one run of one program came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct BenchmarkRun {
    /// Of each benchmark, the median of what was printed.
    pub(super) values: BTreeMap<String, (BenchUnit, f64)>,
    /// Of each benchmark that counts instructions, how many.
    pub(super) counts: BTreeMap<String, u64>,
    /// What could not be read.
    pub(super) unread: Vec<String>,
}

impl BenchmarkRun {
    /// Takes in what was read of samples.
    pub(super) fn samples(readout: Readout<Samples>) -> Self {
        let mut run = Self::default();
        run.unread.extend(readout.unread.iter().map(Unread::to_string));
        for samples in readout.found {
            let entry = (samples.unit(), median(samples.values()));
            if run.values.insert(samples.name().to_owned(), entry).is_some() {
                run.unread.push(Unread::Twice(samples.name().to_owned()).to_string());
            }
        }
        run
    }

    /// Takes in what was read of counts.
    pub(super) fn counts(readout: Readout<Instructions>) -> Self {
        Self {
            values: BTreeMap::new(),
            counts: readout.found.into_iter().map(|found| (found.name, found.count)).collect(),
            unread: readout.unread.iter().map(Unread::to_string).collect(),
        }
    }

    /// A run of which nothing could be read, for this reason.
    pub(super) fn failed(why: String) -> Self {
        Self { unread: vec![why], ..Self::default() }
    }

    /// Adds those of another program, or of another look at the same.
    pub(super) fn extend(&mut self, other: Self) {
        self.values.extend(other.values);
        self.counts.extend(other.counts);
        self.unread.extend(other.unread);
    }

    /// With the name of the program before that of each benchmark.
    pub(super) fn within(self, program: &str) -> Self {
        let named = |name: String| if name == program { name } else { format!("{program}/{name}") };
        Self {
            values: self.values.into_iter().map(|(name, value)| (named(name), value)).collect(),
            counts: self.counts.into_iter().map(|(name, count)| (named(name), count)).collect(),
            unread: self.unread.into_iter().map(|why| format!("{program}: {why}")).collect(),
        }
    }
}

/// The middle one of them.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}
