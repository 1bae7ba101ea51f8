//! Where cargo keeps its settings and credentials.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::secrets::Secrets;

/// The folder where cargo keeps what is the user's.
pub(super) fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// These files, as far as they are there, as arguments for cargo.
pub(super) fn settings(files: impl Iterator<Item = PathBuf>) -> Vec<String> {
    let there = files.filter(|file| file.is_file());
    there.flat_map(|file| ["--config".to_owned(), file.display().to_string()]).collect()
}

/// The secrets that programs may know in a workspace: those of the variables and of cargo's own files.
pub(super) fn secrets(root: &Path) -> Secrets {
    let variables = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let folders = cargo_home().into_iter().chain(root.ancestors().map(|folder| folder.join(".cargo")));
    let names = ["credentials.toml", "credentials", "config.toml", "config"];
    let files = folders.flat_map(|folder| names.map(|name| folder.join(name)));
    let texts: Vec<String> = files
        // What we cannot read, cargo cannot either.
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    Secrets::gather(variables, texts.iter().map(String::as_str))
}
