//! The files that criterion leaves in `target/criterion/NAME/new`: their layout is not documented, and has been the same
//! from 0.3 to 0.8.

use super::Unread;
use super::json::{document, list, missing, number, numbers, text};
use crate::samples::{BenchUnit, Samples};

/// The name of the benchmark, from its `benchmark.json`. The names of folders are shortened and changed, and are not it.
pub fn name(benchmark: &str) -> Result<String, Unread> {
    Ok(text(&document(benchmark)?, "full_id", "")?.to_owned())
}

/// The time of one iteration in each of its samples, from its `sample.json`.
pub fn samples(name: &str, sample: &str) -> Result<Samples, Unread> {
    let document = document(sample)?;
    let (iterations, times) = (numbers(&document, "iters", "")?, numbers(&document, "times", "")?);
    if iterations.len() != list(&document, "times", "")?.len() {
        return Err(Unread::Missing("a time for each of `iters`".to_owned()));
    }
    // None of an iteration would be a time of infinity, which is refused as no number.
    let values = times.iter().zip(&iterations).map(|(time, iterations)| time / iterations).collect();
    Samples::new(name, BenchUnit::Nanoseconds, values)
        .map_err(|refused| Unread::Bad(name.to_owned(), refused))
}

/// The one time that criterion itself would name for a run, from its `estimates.json`: the slope, or the mean where the
/// sampling was flat.
pub fn estimate(name: &str, estimates: &str) -> Result<Samples, Unread> {
    let document = document(estimates)?;
    let of = match document.get("slope") {
        Some(slope) if !slope.is_null() => ("slope", slope),
        _ => {
            ("mean", document.get("mean").filter(|mean| mean.is_object()).ok_or_else(|| missing("", "mean"))?)
        }
    };
    let value = number(of.1, "point_estimate", of.0)?;
    Samples::new(name, BenchUnit::Nanoseconds, vec![value])
        .map_err(|refused| Unread::Bad(name.to_owned(), refused))
}
