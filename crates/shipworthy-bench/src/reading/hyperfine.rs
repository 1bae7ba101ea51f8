//! What `hyperfine --export-json` writes.

use serde_json::Value;

use super::json::{document, list, numbers, text};
use super::{Readout, Unread};
use crate::samples::{BenchUnit, Samples};

/// The time of each run of each command.
pub fn read(export: &str) -> Readout<Samples> {
    let mut readout = Readout::new();
    match document(export).and_then(|document| Ok(list(&document, "results", "")?.to_vec())) {
        Ok(results) => {
            for (index, result) in results.iter().enumerate() {
                readout.take(command(result, &format!("results[{index}]")));
            }
        }
        Err(unread) => readout.unread.push(unread),
    }
    readout.never_silent()
}

fn command(result: &Value, path: &str) -> Result<Samples, Unread> {
    let name = text(result, "command", path)?;
    // Absent before 1.12. A run that a signal ended has `null`.
    let codes = result.get("exit_codes").and_then(Value::as_array);
    if codes.is_some_and(|codes| codes.iter().any(|code| code.as_i64() != Some(0))) {
        return Err(Unread::RunFailed(name.to_owned()));
    }
    let seconds = numbers(result, "times", path)?;
    let nanoseconds = seconds.into_iter().map(|seconds| seconds * 1e9).collect();
    Samples::new(name, BenchUnit::Nanoseconds, nanoseconds)
        .map_err(|refused| Unread::Bad(name.to_owned(), refused))
}
