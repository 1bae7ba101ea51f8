//! What came of mutations, counted by feature and by case.

use std::collections::BTreeMap;

use crate::oracle::mutation::{Mutation, Weight};

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Fresh, and the clean room says something else.
    FalseFresh,
    /// Run again and passed, and the clean room does not pass.
    FalsePass,
    /// Passed in the clean room too, though it is known to be broken.
    Blind,
    /// As `FalseFresh`, by what a test or a program reads at run time and nobody declared.
    Undeclared,
    /// Not fresh any more, by what cannot matter.
    Needless,
    /// Not fresh again after the mutation was taken back.
    Forgotten,
    /// The clean room does not pass after what the oracle takes for harmless: its own mistake.
    Misjudged,
    /// Not passed before anything was changed: the world is wrong, or the program refuses a good one.
    Spoilt,
}

/// All sorts, in the order of the table.
pub(crate) const SORTS: [(Wrong, &str); 8] = [
    (Wrong::FalseFresh, "false fresh"),
    (Wrong::FalsePass, "false pass"),
    (Wrong::Blind, "blind"),
    (Wrong::Undeclared, "undeclared"),
    (Wrong::Needless, "needless"),
    (Wrong::Forgotten, "forgotten"),
    (Wrong::Misjudged, "misjudged"),
    (Wrong::Spoilt, "spoilt"),
];

/// What came of the mutations of trials, counted.
#[derive(Debug, Clone, Default)]
pub struct TrialTally {
    pub(crate) mutations: BTreeMap<&'static str, usize>,
    pub(crate) features: BTreeMap<&'static str, BTreeMap<Wrong, usize>>,
    pub(crate) cases: BTreeMap<&'static str, BTreeMap<Wrong, usize>>,
    pub(crate) harmless: usize,
    pub(crate) worlds: usize,
}

impl TrialTally {
    pub(crate) fn mutation(&mut self, mutation: &Mutation) {
        *self.mutations.entry(mutation.feature).or_default() += 1;
        self.harmless += usize::from(mutation.weight == Weight::Harmless);
    }

    pub(crate) fn wrong(&mut self, feature: &'static str, case: &'static str, wrong: Wrong) {
        *self.features.entry(feature).or_default().entry(wrong).or_default() += 1;
        *self.cases.entry(case).or_default().entry(wrong).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (feature, count) in other.mutations {
            *self.mutations.entry(feature).or_default() += count;
        }
        let tables = [(&mut self.features, other.features), (&mut self.cases, other.cases)];
        for (into, from) in tables {
            for (name, counts) in from {
                for (wrong, count) in counts {
                    *into.entry(name).or_default().entry(wrong).or_default() += count;
                }
            }
        }
        self.harmless += other.harmless;
        self.worlds += other.worlds;
    }

    /// How often an answer was wrong in this way.
    pub fn count(&self, wrong: Wrong) -> usize {
        self.features.values().filter_map(|counts| counts.get(&wrong)).sum()
    }

    /// How many worlds were made.
    pub fn worlds(&self) -> usize {
        self.worlds
    }

    /// How many mutations were tried.
    pub fn tried(&self) -> usize {
        self.mutations.values().sum()
    }

    /// How many of the mutations cannot matter.
    pub fn harmless(&self) -> usize {
        self.harmless
    }

    /// Was every `fresh` and every `pass` deserved?
    pub fn is_sound(&self) -> bool {
        [Wrong::FalseFresh, Wrong::FalsePass, Wrong::Blind].into_iter().all(|wrong| self.count(wrong) == 0)
    }
}
