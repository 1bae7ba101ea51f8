//! Is `Cargo.lock` up to date? Cargo is asked with `--locked`, so that it does not write a better one.

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::runtime::{Environment, Failure, ProgramCall};

/// Checks the lock file that is committed, if there is one.
pub(super) fn check(environment: &Environment) -> PreflightCheck {
    let outcome = judge(environment).unwrap_or_else(|failure| {
        CheckOutcome::unknown(failure.to_string(), "`cargo metadata --locked` must be able to run")
    });
    PreflightSubject::LockFile.check(outcome)
}

fn judge(environment: &Environment) -> Result<CheckOutcome, Failure> {
    let tracked = environment.git(&["ls-files", "--", "Cargo.lock"])?.done()?;
    if tracked.line().is_empty() {
        return Ok(CheckOutcome::fine("no Cargo.lock is committed"));
    }
    if environment.only_looks() {
        return Ok(CheckOutcome::left_to_execution("cargo starts the compiler that its settings name"));
    }
    let output = environment.run(ProgramCall::cargo(["metadata", "--locked", "--format-version", "1"]))?;
    Ok(if output.succeeded() {
        CheckOutcome::fine("up to date")
    } else if output.err.contains("because --locked was passed") {
        let why = "Cargo.lock does not fit the manifests";
        CheckOutcome::refused(why, "`cargo update --workspace`, and commit Cargo.lock")
    } else {
        CheckOutcome::unknown(output.failure().to_string(), "`cargo metadata --locked` must succeed")
    })
}
