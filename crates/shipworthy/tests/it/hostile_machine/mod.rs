//! A machine that is short of something, that hangs, or that ends us in mid-run: always one of the exit codes, always one
//! document, never a panic, and nothing goes on behind the back of the next run.

mod killed;
mod limits;
mod looks;
mod mistakes;
mod signals;
mod variables;

use testkit::{Json, Output};

/// The one document that a run must have written, whatever became of it; its exit code must be one of the table.
#[track_caller]
pub(crate) fn document(output: &Output) -> Json {
    assert!(matches!(output.code, Some(0..=3)), "no exit code of the table\n{}", output.told());
    assert!(!output.stderr.contains("panicked"), "{}", output.told());
    let document = serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("stdout is not one JSON document: {error}\n{}", output.told()));
    Json(document)
}
