//! What around a workspace decides how cargo builds it: cargo's settings and what they bring in, and the workspace and the
//! toolchain of a folder above.

use std::borrow::Cow;
use std::path::Path;

use super::source::Seen;
use crate::facts::tree::file_digest;
use crate::freshness::cargo_settings::CargoSettings;

/// Cargo's settings and what they bring in, the manifests and lock files of a workspace around this one, and what
/// chooses the toolchain there.
pub(super) fn settings<'t>(root: &Path, settings: &CargoSettings) -> Vec<Seen<'t>> {
    let own = |path: &Path| path.parent() == Some(&root.join(".cargo"));
    let shared = |path: &Path| {
        own(path) && path.file_name().is_some_and(|name| name == "config" || name == "config.toml")
    };
    let files = settings.files().filter(|path| !shared(path)).map(Path::to_owned);
    let names = ["Cargo.lock", "Cargo.toml", "rust-toolchain", "rust-toolchain.toml"];
    let around = root.ancestors().skip(1).flat_map(|folder| names.map(|name| folder.join(name)));
    let read = files.chain(around).chain(settings.programs()).filter_map(|file| file_digest(&file).ok()?);
    // The names are of this machine and say nothing; the order of the places does.
    read.enumerate().map(|(at, digest)| (Cow::from(format!("config {at}")), Cow::from(digest))).collect()
}
