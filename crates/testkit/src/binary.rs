//! Where the programs under test are: `shipworthy`, which `cargo test` has built, and the xtask, which it has not.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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

/// The xtask of this repository, with whatever the tests were built with: their clock, and all features. `cargo test` has
/// compiled everything that it is made of; what is left is built here, once in a process.
///
/// # Panics
///
/// When it cannot be built.
pub fn xtask() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        // With the tests, although they are not needed: what cargo builds for their sake it builds with their features.
        let args = ["build", "--quiet", "--locked", "--offline", "--workspace", "--bins", "--tests"];
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let output = Command::new(cargo).args(args).current_dir(root).output().expect("cargo can be run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the xtask cannot be built:\n{said}");
        binary().with_file_name("xtask")
    };
    BUILT.get_or_init(build).clone()
}
