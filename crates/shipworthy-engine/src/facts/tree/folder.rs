//! A folder read without git: every file that is not a version store's or a cache's. It follows no symbolic link.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::content::file_digest;
use super::file::{TreeFile, path_text};

/// The files below `root`, sorted by path, and what could not be read of it.
pub(crate) fn walk(root: &Path) -> (Vec<TreeFile>, Vec<String>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let mut open = vec![(root.to_path_buf(), String::new())];
    // Cargo marks its target directory as a cache only when it makes it; a gate that writes there may come first.
    let target = root.join("Cargo.toml").is_file().then(|| root.join("target"));
    while let Some((folder, prefix)) = open.pop() {
        if Some(&folder) == target.as_ref() {
            continue;
        }
        if let Err(error) = enter(&folder, &prefix, &mut files, &mut open) {
            let name = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
            problems.push(format!("could not read the folder {name}: {error}"));
        }
    }
    files.sort_unstable_by(|a: &TreeFile, b| a.path.cmp(&b.path));
    (files, problems)
}

fn enter(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<TreeFile>,
    open: &mut Vec<(PathBuf, String)>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{prefix}{}", path_text(name.as_encoded_bytes()));
        if entry.file_type()?.is_dir() {
            let skipped = [".git", ".hg", ".jj"].iter().any(|skipped| name == *skipped)
                || name == ".readiness" && (prefix.is_empty() || folder.join("readiness.toml").exists());
            if !skipped && !is_target(folder, &entry.path()) {
                open.push((entry.path(), path + "/"));
            }
            continue;
        }
        // A file that cannot be read is still a file of the tree: it must not vanish from a digest.
        let digest = match file_digest(&entry.path()) {
            Ok(Some(digest)) => digest,
            Ok(None) => continue,
            Err(error) => format!("unreadable: {}", error.kind()),
        };
        files.push(TreeFile { path: path.into(), digest: digest.into() });
    }
    Ok(())
}

/// Is this what Cargo builds into? Nobody says here which files are sources, so that a tag alone hides nothing: the folder
/// must have the name that Cargo gives it, beside a manifest, or be the one that this user told Cargo of.
fn is_target(parent: &Path, folder: &Path) -> bool {
    let named =
        || folder.file_name().is_some_and(|name| name == "target") && parent.join("Cargo.toml").is_file();
    let chosen = || {
        let chosen = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"].into_iter().filter_map(std::env::var_os);
        let real = folder.canonicalize().ok();
        real.is_some() && chosen.into_iter().any(|chosen| Path::new(&chosen).canonicalize().ok() == real)
    };
    is_cache(folder) && (named() || chosen())
}

/// Does the folder say that it is a cache, as Cargo's target directory does?
pub(crate) fn is_cache(folder: &Path) -> bool {
    const SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";
    let tag = folder.join("CACHEDIR.TAG");
    // Asked first, because opening a pipe of that name would block.
    if !fs::symlink_metadata(&tag).is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    let mut start = [0; SIGNATURE.len()];
    File::open(tag).and_then(|mut tag| tag.read_exact(&mut start)).is_ok_and(|()| start == SIGNATURE)
}
