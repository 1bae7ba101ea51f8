//! The report of benchmarks: head against base, with bounds.

mod model;
#[cfg(feature = "bench")]
mod text;

pub use model::{BenchMachine, BenchReport, BenchRow, BenchSide, BenchWord, LoneBenchmark};
#[cfg(feature = "bench")]
pub use text::text;
