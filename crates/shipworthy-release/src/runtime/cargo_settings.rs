//! Where cargo keeps its settings and credentials, and how they are read. What is wrong with a file that cannot be read is
//! not told, for that would quote it; and what we cannot read, cargo cannot either.

use std::env;
use std::path::{Path, PathBuf};

use shipworthy_engine::sys::reading::read_text;
use toml_edit::DocumentMut;

use super::secrets::Secrets;

/// The names of a file with settings, the one that cargo prefers first.
const SETTINGS: [&str; 2] = ["config.toml", "config"];

/// The names of a file with credentials, the one that cargo prefers first.
const CREDENTIALS: [&str; 2] = ["credentials.toml", "credentials"];

/// The folder where cargo keeps what is the user's.
pub(super) fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// The folders in which cargo looks for settings of a workspace, the nearest first.
pub(crate) fn settings_folders(root: &Path) -> impl Iterator<Item = PathBuf> {
    root.ancestors().map(|folder| folder.join(".cargo"))
}

/// The files in such a folder that may hold settings.
pub(crate) fn settings_files(folder: &Path) -> [PathBuf; 2] {
    SETTINGS.map(|name| folder.join(name))
}

/// The files in cargo's home that may hold credentials.
pub(crate) fn credentials_files(home: &Path) -> [PathBuf; 2] {
    CREDENTIALS.map(|name| home.join(name))
}

/// The content of a file of settings or credentials; `None` when it is not there or cannot be read.
pub(crate) fn read_settings(file: &Path) -> Option<DocumentMut> {
    read_text(file).ok()?.parse().ok()
}

/// Those of the files that are there, as arguments for a cargo that would not read them by itself.
pub(super) fn as_arguments(files: impl Iterator<Item = PathBuf>) -> Vec<String> {
    let there = files.filter(|file| file.is_file());
    there.flat_map(|file| ["--config".to_owned(), file.display().to_string()]).collect()
}

/// The secrets that programs may know in a workspace: those of the variables and of cargo's own files.
pub(super) fn secrets(root: &Path) -> Secrets {
    let variables = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let folders = cargo_home().into_iter().chain(settings_folders(root));
    let files =
        folders.flat_map(|folder| credentials_files(&folder).into_iter().chain(settings_files(&folder)));
    let texts: Vec<String> = files.filter_map(|file| read_text(&file).ok()).collect();
    Secrets::gather(variables, texts.iter().map(String::as_str))
}
