//! Where the binary under test is. Refuses to build it: `cargo test` has done that.

use std::env;
use std::path::PathBuf;

/// The `shipworthy` of this build: the one cargo names, else the one beside the test executable.
///
/// # Panics
///
/// When there is none. It is built for the integration tests of the package `shipworthy`, and by `cargo build`.
pub fn binary() -> PathBuf {
    if let Some(path) = env::var_os("CARGO_BIN_EXE_shipworthy") {
        return path.into();
    }
    let test = env::current_exe().expect("a test executable has a path");
    // target/debug/deps/NAME-HASH -> target/debug/shipworthy
    let near = test.ancestors().nth(2).map(|dir| dir.join("shipworthy"));
    match near {
        Some(path) if path.is_file() => path,
        _ => panic!("no binary `shipworthy` near {}: run `cargo build --package shipworthy`", test.display()),
    }
}
