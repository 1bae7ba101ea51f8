//! This repository's own readiness: the standard check kinds, and one of our own.

use std::process::ExitCode;

mod crate_borders;

fn main() -> ExitCode {
    shipworthy::xtask(&[&crate_borders::KIND])
}
