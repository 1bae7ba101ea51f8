//! `Cargo.lock`, written before the first look at a tree that has none: what depends on it must not change under a run.

use std::path::Path;
use std::process::{Command, Stdio};

/// Lets Cargo write a missing lock file, and tells whether it did. When it cannot, the gates that need it say why.
pub fn settle(root: &Path) -> bool {
    if !root.join("Cargo.toml").is_file() || root.join("Cargo.lock").exists() {
        return false;
    }
    for offline in [true, false] {
        let mut cargo = Command::new("cargo");
        cargo.arg("generate-lockfile").args(offline.then_some("--offline")).current_dir(root);
        cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if cargo.status().is_ok_and(|status| status.success()) {
            return true;
        }
    }
    false
}
