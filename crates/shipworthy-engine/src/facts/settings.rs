//! The files that cargo reads by itself, and reads whole: looked at before it is called, because one that is a device or a
//! pipe would never end.

use std::fs;
use std::path::Path;

use shipworthy_model::path;
use shipworthy_model::unknown::{Reason, Unknown};

use super::tree::Tree;
use crate::sys::reading::MOST_SETTINGS;

/// What cargo reads in the root and in every folder above it.
const CARGO: &[&str] = &["Cargo.toml", ".cargo/config", ".cargo/config.toml"];

/// Why cargo cannot be asked about itself in `root`: a file there or above, which it reads for that too, is none that it
/// could read to its end.
pub(crate) fn endless_here(root: &Path) -> Option<Unknown> {
    endless_above(root, CARGO)
}

/// Why cargo cannot be called in `root`: a file that it would read is none that it could read to its end.
pub(crate) fn endless(root: &Path, tree: &Tree) -> Option<Unknown> {
    let settings = |name: &str| matches!(name, "Cargo.toml" | "Cargo.lock" | "config" | "config.toml");
    let mut links = tree.files.iter().filter(|file| file.is_link() && settings(path::split(&file.path).1));
    endless_here(root)
        .or_else(|| endless_file(root, "Cargo.lock"))
        .or_else(|| links.find_map(|file| endless_file(root, &file.path)))
}

/// Why whoever reads files of these names, in `root` and in every folder above it, would not come to an end.
pub(super) fn endless_above(root: &Path, names: &[&str]) -> Option<Unknown> {
    root.ancestors().find_map(|folder| names.iter().find_map(|name| endless_file(folder, name)))
}

fn endless_file(folder: &Path, name: &str) -> Option<Unknown> {
    let path = folder.join(name);
    let why = match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => return None,
        Ok(metadata) if !metadata.is_file() => "it is not a regular file".to_owned(),
        Ok(metadata) if metadata.len() > MOST_SETTINGS => {
            format!("it is larger than {} MiB", MOST_SETTINGS >> 20)
        }
        Ok(_) => return None,
        // Not there, or cargo and rustup say by themselves what is wrong.
        Err(_) => return None,
    };
    let why = format!("{} is not read, and nothing is asked that would read it: {why}", path.display());
    Some(Unknown::new(Reason::CouldNotLook, why))
}
