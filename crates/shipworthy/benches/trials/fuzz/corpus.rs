//! The seeds of the inputs: the files of `fuzz/corpus`, which cargo-fuzz begins with as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::mutation::mutated;
use super::properties::INPUTS;
use crate::dice::Dice;
use crate::scene::entries;

/// Inputs that only the program reads: what git and cargo print to it.
const PRINTED: [&str; 2] = ["git-status", "cargo-metadata"];

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
        Self(INPUTS.iter().map(|(name, _)| *name).chain(PRINTED).map(|name| (name, seeds(name))).collect())
    }

    /// The input of this sort with this number: the same in every run with the same seed.
    pub(crate) fn input(&self, name: &str, seed: u64, at: u64) -> Vec<u8> {
        let mut dice = Dice::new(seed ^ at.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let seeds = &self.0[name];
        // Now and then a part of something quite different.
        let others: Vec<&Vec<Vec<u8>>> = self.0.values().collect();
        let others = if dice.once_in(6) { *dice.of(&others) } else { seeds };
        let seed = dice.of(seeds).clone();
        mutated(&seed, others, &mut dice)
    }
}
