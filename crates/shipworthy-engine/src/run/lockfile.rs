//! `Cargo.lock`, written before the first look at a tree that has none: what depends on it must not change under a run.

use std::path::Path;
use std::time::Duration;

use crate::evidence::Store;
use crate::sys::call::ShortCall;

/// How long making a lock file may take: Cargo may have to fetch the index of a registry.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Lets Cargo write a missing lock file, and tells whether it did. When it cannot, the gates that need it say why. Should this
/// run be killed meanwhile, the next one ends what Cargo does, by the lease in the store.
pub fn settle(root: &Path, store: &Store) -> bool {
    if !root.join("Cargo.toml").is_file() || root.join("Cargo.lock").symlink_metadata().is_ok() {
        return false;
    }
    // Without a network first: what is already here will do.
    [Some("--offline"), None].into_iter().any(|offline| {
        let cargo =
            ShortCall::new("cargo", root).args(["generate-lockfile"]).args(offline).deadline(PATIENCE);
        // rustup would fetch a toolchain that is not there; that is for the user to decide.
        let output = cargo.env("RUSTUP_AUTO_INSTALL", "0").leased(store.leases()).output();
        output.is_ok_and(|output| output.status.success())
    })
}
