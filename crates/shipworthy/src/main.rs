//! The installed program: `shipworthy phase1`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    shipworthy::program("shipworthy", &arguments)
}
