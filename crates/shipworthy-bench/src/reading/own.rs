//! The JSON for a harness of one's own:
//!
//! ```json
//! {"schema": 1, "benchmarks": [{"name": "parse", "unit": "ms", "values": [12.1, 12.3]}]}
//! ```
//!
//! Units of time are `ns`, `us`, `ms` and `s`; of size `bytes`; events are a `count`, and `per-second` is a rate, where more
//! is better. Further fields are allowed.

use serde_json::Value;

use super::json::{document, list, missing, numbers, text};
use super::{Readout, Unread};
use crate::samples::{BenchUnit, Samples};

/// The version that is read.
const SCHEMA: u64 = 1;

/// The samples of each benchmark.
pub fn read(output: &str) -> Readout<Samples> {
    let mut readout = Readout::new();
    match document(output).and_then(|document| benchmarks(&document).map(<[Value]>::to_vec)) {
        Ok(benchmarks) => {
            for (index, value) in benchmarks.iter().enumerate() {
                readout.take(benchmark(value, &format!("benchmarks[{index}]")));
            }
        }
        Err(unread) => readout.unread.push(unread),
    }
    readout.never_silent()
}

fn benchmarks(document: &Value) -> Result<&[Value], Unread> {
    match document.get("schema") {
        Some(schema) if schema.as_u64() == Some(SCHEMA) => list(document, "benchmarks", ""),
        Some(schema) => Err(Unread::Version(schema.to_string())),
        None => Err(missing("", "schema")),
    }
}

fn benchmark(value: &Value, path: &str) -> Result<Samples, Unread> {
    let name = text(value, "name", path)?;
    let (unit, scale) = match text(value, "unit", path)? {
        "ns" => (BenchUnit::Nanoseconds, 1.0),
        "us" => (BenchUnit::Nanoseconds, 1e3),
        "ms" => (BenchUnit::Nanoseconds, 1e6),
        "s" => (BenchUnit::Nanoseconds, 1e9),
        "bytes" => (BenchUnit::Bytes, 1.0),
        "count" => (BenchUnit::Count, 1.0),
        "per-second" => (BenchUnit::PerSecond, 1.0),
        _ => return Err(Unread::Missing(format!("a unit of ours at `{path}.unit`"))),
    };
    let values = numbers(value, "values", path)?.into_iter().map(|value| value * scale).collect();
    Samples::new(name, unit, values).map_err(|refused| Unread::Bad(name.to_owned(), refused))
}
