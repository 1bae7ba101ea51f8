//! Which benchmarks there are on which side: one that disappeared is not faster.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::samples::{BenchUnit, Samples};

/// Why a benchmark of one side cannot be held against the other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unpaired {
    /// The base has it, the head has not.
    Disappeared(String),
    /// The head has it, the base has not.
    New(String),
    /// One side has two of this name, so neither is known.
    Twice(String),
    /// In base and head.
    Units(String, BenchUnit, BenchUnit),
}

impl fmt::Display for Unpaired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disappeared(name) => write!(f, "`{name}` is in the base and no more in the head"),
            Self::New(name) => write!(f, "`{name}` is new: there is nothing to hold it against"),
            Self::Twice(name) => write!(f, "one side has two benchmarks named `{name}`"),
            Self::Units(name, base, head) => {
                write!(f, "`{name}` is measured in {base} in the base and in {head} in the head")
            }
        }
    }
}

/// The benchmarks that both sides have, by name, and those that cannot be compared, by name as well.
pub fn pair<'a>(
    base: &'a [Samples],
    head: &'a [Samples],
) -> (Vec<(&'a Samples, &'a Samples)>, Vec<Unpaired>) {
    let mut names: BTreeMap<&str, (Option<&Samples>, Option<&Samples>)> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for samples in base {
        if names.entry(samples.name()).or_default().0.replace(samples).is_some() {
            twice.insert(samples.name());
        }
    }
    for samples in head {
        if names.entry(samples.name()).or_default().1.replace(samples).is_some() {
            twice.insert(samples.name());
        }
    }
    let (mut pairs, mut unpaired) = (Vec::new(), Vec::new());
    for (name, sides) in names {
        match sides {
            _ if twice.contains(name) => unpaired.push(Unpaired::Twice(name.to_owned())),
            (Some(base), Some(head)) if base.unit() != head.unit() => {
                unpaired.push(Unpaired::Units(name.to_owned(), base.unit(), head.unit()));
            }
            (Some(base), Some(head)) => pairs.push((base, head)),
            (Some(_), None) => unpaired.push(Unpaired::Disappeared(name.to_owned())),
            (None, _) => unpaired.push(Unpaired::New(name.to_owned())),
        }
    }
    (pairs, unpaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_paired_or_said_why_not() {
        let of = |name: &str, unit| Samples::new(name, unit, vec![1.0]).unwrap();
        let (time, size) = (BenchUnit::Nanoseconds, BenchUnit::Bytes);
        let base = [of("kept", time), of("gone", time), of("turned", time), of("double", time)];
        let head =
            [of("kept", time), of("new", time), of("turned", size), of("double", time), of("double", time)];
        let (pairs, unpaired) = pair(&base, &head);
        assert_eq!(pairs.iter().map(|(base, _)| base.name()).collect::<Vec<_>>(), ["kept"]);
        let expected = [
            Unpaired::Twice("double".into()),
            Unpaired::Disappeared("gone".into()),
            Unpaired::New("new".into()),
            Unpaired::Units("turned".into(), time, size),
        ];
        assert_eq!(unpaired, expected);
        assert_eq!(pair(&[], &[]), (vec![], vec![]));
    }
}
