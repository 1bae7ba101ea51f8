//! What a trial is called with: a number, a seed, and where to begin.

use std::time::{SystemTime, UNIX_EPOCH};

/// How a trial is to be made.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How many, when it was said.
    pub(crate) number: Option<usize>,
    /// What all random choices follow from.
    pub(crate) seed: u64,
    /// The number of the first one, so that a long trial can be made in pieces.
    pub(crate) from: usize,
}

impl Options {
    /// Reads `[N] [--seed S] [--from K]`.
    pub(crate) fn read(words: &[String]) -> Result<Self, String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs());
        let mut options = Self { number: None, seed: now, from: 0 };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--seed" => {
                    let seed = words.next().and_then(|seed| seed.parse().ok());
                    options.seed = seed.ok_or("`--seed` needs a whole number")?;
                }
                "--from" => {
                    let from = words.next().and_then(|from| from.parse().ok());
                    options.from = from.ok_or("`--from` needs a whole number")?;
                }
                number => match number.parse() {
                    Ok(number) if number > 0 => options.number = Some(number),
                    _ => return Err(format!("`{number}` is no number of runs")),
                },
            }
        }
        Ok(options)
    }
}
