//! Is `Cargo.lock` up to date? Cargo is asked with `--locked`, so that it does not write a better one.

use super::check::{Outcome, PreflightCheck, Subject};
use crate::call::{Call, Failure};
use crate::environment::Environment;

/// The lock file that is committed, if there is one.
pub(super) fn look(environment: &Environment) -> PreflightCheck {
    let outcome = judge(environment).unwrap_or_else(|failure| {
        Outcome::unknown(failure.to_string(), "`cargo metadata --locked` must be able to run")
    });
    Subject::LockFile.look(outcome)
}

fn judge(environment: &Environment) -> Result<Outcome, Failure> {
    let tracked = environment.git(&["ls-files", "--", "Cargo.lock"])?.done()?;
    if tracked.line().is_empty() {
        return Ok(Outcome::fine("no Cargo.lock is committed"));
    }
    let said = environment.run(Call::cargo(["metadata", "--locked", "--format-version", "1"]))?;
    Ok(if said.succeeded() {
        Outcome::fine("up to date")
    } else if said.err.contains("because --locked was passed") {
        let why = "Cargo.lock does not fit the manifests";
        Outcome::refused(why, "`cargo update --workspace`, and commit Cargo.lock")
    } else {
        Outcome::unknown(said.failure().to_string(), "`cargo metadata --locked` must succeed")
    })
}
