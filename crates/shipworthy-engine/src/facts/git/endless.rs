//! Files of a repository that git reads whole: into memory until there is none, or for ever, when one of them is a device or a
//! pipe. A repository that comes with such a file is not asked.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::places::RepositoryPlaces;

/// The folders in which git reads whole files, at any depth.
const FOLDERS: &[&str] =
    &["info", "objects/info", "rebase-apply", "rebase-merge", "refs", "reftable", "sequencer"];

/// Files beside them that git reads, but for those whose names are in capitals.
const FILES: &[&str] = &["commondir", "gitdir", "index", "packed-refs", "shallow"];

/// Files that may be large, and are not read into memory as a whole; and the folder of such.
const MAPPED: &[&str] = &["index", "packed-refs", "reftable"];

/// The size of the largest of the other files, in bytes. None that git writes is larger, by far.
const LARGEST: u64 = 64 << 20;

/// The most files that are looked at. None that people have has so many branches and tags that are not packed.
const MOST: usize = 100_000;

/// Why git is not asked about a repository: one of the files that it would read never ends.
pub(super) fn endless(places: &RepositoryPlaces) -> Option<String> {
    let own = Some(&places.own).filter(|own| **own != places.common);
    [Some(&places.common), own].into_iter().flatten().find_map(|folder| endless_in(folder))
}

fn endless_in(repository: &Path) -> Option<String> {
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let is_beside = |path: &PathBuf| path.file_name().is_some_and(is_read) && !is_folder(path);
    if let Some(why) = entries(repository).into_iter().filter(is_beside).find_map(|file| why(&file)) {
        return Some(why);
    }
    let mut open: Vec<PathBuf> = FOLDERS.iter().map(|folder| repository.join(folder)).collect();
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        for path in entries(&folder) {
            seen += 1;
            if seen > MOST {
                return Some(format!(
                    "{} has more than {MOST} files that git may read",
                    repository.display()
                ));
            }
            // Nothing makes a link to a folder here, and one could lead anywhere.
            if is_folder(&path) {
                open.push(path);
            } else if let Some(why) = why(&path) {
                return Some(why);
            }
        }
    }
    None
}

/// Is a file of this name one that git reads, in the folder of a repository?
fn is_read(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    FILES.contains(&&*name) || name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Why git would not come to the end of a file, or of what a link leads to.
fn why(file: &Path) -> Option<String> {
    let metadata = fs::metadata(file).ok()?;
    let named =
        |path: &Path| path.file_name().is_some_and(|name| MAPPED.iter().any(|mapped| name == *mapped));
    let mapped = || named(file) || file.parent().is_some_and(named);
    let what = match metadata.len() {
        _ if !metadata.is_file() => "no regular file",
        size if size > LARGEST && !mapped() => "larger than 64 MiB",
        _ => return None,
    };
    Some(format!("{} is {what}, and git would read it without an end", file.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
