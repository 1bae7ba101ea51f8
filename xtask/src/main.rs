//! This repository's own readiness: the standard check kinds, and those of our own.

use std::process::ExitCode;

mod cargo_deny;
mod crate_borders;
mod dependency_tree;
mod licence_texts;
mod public_interface;

fn main() -> ExitCode {
    shipworthy::xtask(&[
        &cargo_deny::KIND,
        &crate_borders::KIND,
        &dependency_tree::KIND,
        &licence_texts::KIND,
        &public_interface::KIND,
    ])
}
