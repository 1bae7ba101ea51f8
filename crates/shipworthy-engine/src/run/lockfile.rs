//! `Cargo.lock`, written before the first look at a tree that has none: what depends on it must not change under a run.

use std::path::Path;

use xshell::{Shell, cmd};

/// Lets Cargo write a missing lock file, and tells whether it did. When it cannot, the gates that need it say why.
pub fn settle(root: &Path) -> bool {
    if !root.join("Cargo.toml").is_file() || root.join("Cargo.lock").exists() {
        return false;
    }
    let Ok(shell) = Shell::new() else { return false };
    shell.change_dir(root);
    // Without a network first: what is already here will do.
    [Some("--offline"), None].into_iter().any(|offline| {
        let cargo = cmd!(shell, "cargo generate-lockfile {offline...}");
        // rustup would fetch a toolchain that is not there; that is for the user to decide.
        let cargo = cargo.env("RUSTUP_AUTO_INSTALL", "0");
        cargo.quiet().ignore_stdout().ignore_stderr().run().is_ok()
    })
}
