//! The installed program: `shipworthy phase1`.

use std::process::ExitCode;

fn main() -> ExitCode {
    shipworthy::program("shipworthy", || std::env::args_os().collect())
}
