//! The seeds of the inputs: the files of `fuzz/corpus`, which cargo-fuzz begins with as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::mutation::mutated;
use super::properties::{INPUTS, Input};
use crate::dice::Dice;
use crate::scene::entries;

/// Inputs that only the program reads: what git, cargo and strace print to it, and parts of its files.
const OF_THE_PROGRAM: [&str; 5] = ["answers", "cargo-metadata", "git-status", "lease", "trace"];

/// The seeds of every sort of input.
pub(crate) struct Corpus(BTreeMap<&'static str, Vec<Vec<u8>>>);

impl Corpus {
    /// Reads the seeds.
    pub(crate) fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
        let seeds = |name: &str| {
            let mut files: Vec<PathBuf> = entries(&folder.join(name));
            files.sort();
            let seeds: Vec<Vec<u8>> =
                files.iter().map(|file| fs::read(file).expect("a seed can be read")).collect();
            assert!(!seeds.is_empty(), "there is no seed in {}", folder.join(name).display());
            seeds
        };
        Self(
            INPUTS
                .iter()
                .map(|(name, _)| *name)
                .chain(OF_THE_PROGRAM)
                .map(|name| (name, seeds(name)))
                .collect(),
        )
    }

    /// How many seeds of this sort its readers take for such, and how many there are.
    pub(crate) fn read_as_such(&self, (name, property): Input) -> (usize, usize) {
        let seeds = &self.0[name];
        (seeds.iter().filter(|seed| property(seed)).count(), seeds.len())
    }

    /// What is made from these bytes for this number.
    pub(crate) fn changed(&self, bytes: &[u8], seed: u64, at: u64) -> Vec<u8> {
        let mut dice = Dice::numbered(seed, at);
        let others: Vec<&Vec<Vec<u8>>> = self.0.values().collect();
        let others = *dice.of(&others);
        mutated(bytes, others, &mut dice)
    }

    /// The input of this sort with this number: the same in every run with the same seed.
    pub(crate) fn input(&self, name: &str, seed: u64, at: u64) -> Vec<u8> {
        let mut dice = Dice::numbered(seed, at);
        let seeds = &self.0[name];
        // Now and then a part of something quite different.
        let others: Vec<&Vec<Vec<u8>>> = self.0.values().collect();
        let others = if dice.once_in(6) { *dice.of(&others) } else { seeds };
        let seed = dice.of(seeds).clone();
        mutated(&seed, others, &mut dice)
    }
}
