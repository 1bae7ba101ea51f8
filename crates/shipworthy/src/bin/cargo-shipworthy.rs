//! The installed program as a Cargo subcommand: `cargo shipworthy phase1`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo hands over its own word for the subcommand as the first argument.
    let arguments = std::env::args_os().enumerate().filter(|(at, word)| *at != 1 || word != "shipworthy");
    let arguments: Vec<_> = arguments.map(|(_, word)| word).collect();
    shipworthy::program("cargo shipworthy", &arguments)
}
