//! The installed program as a Cargo subcommand: `cargo shipworthy phase1`.

use std::process::ExitCode;

fn main() -> ExitCode {
    shipworthy::program("cargo shipworthy", || {
        // Cargo hands over its own word for the subcommand as the first argument.
        let arguments = std::env::args_os().enumerate().filter(|(at, word)| *at != 1 || word != "shipworthy");
        arguments.map(|(_, word)| word).collect()
    })
}
