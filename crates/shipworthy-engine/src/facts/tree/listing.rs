//! Every file on the disk below a root, whoever lists it: tracked, ignored, or in a submodule. Told by its stamp; nothing
//! is read but the names. Version stores, the store of evidence and what builds write are left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::file::path_text;
use super::folder::is_cache;
use super::stamp::FileStamp;
use crate::sys::worker::ScopedWorker;

/// The folders of version stores, which nobody counts as files of the tree.
const VERSION_STORES: &[&str] = &[".git", ".hg", ".jj"];

/// The fewest folders for which a second thread is worth its start.
const WORTH_A_THREAD: usize = 8;

/// One file on the disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedFile {
    /// The path of the file relative to the root, with `/`.
    pub(crate) path: String,
    /// What the system says of the file.
    pub(crate) stamp: FileStamp,
}

/// The files on the disk below a root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DiskListing {
    /// Every file, sorted by path: regular files, links, pipes.
    pub(crate) files: Vec<ListedFile>,
    /// The folders that say that they are a cache, and whose files are not listed, sorted.
    pub(crate) caches: Vec<String>,
    /// The folders that could not be read, with why.
    pub(crate) unread: Vec<String>,
}

/// A folder that is still to be read, and its path relative to the root: empty, or ending in `/`.
type UnreadFolder = (PathBuf, String);

impl DiskListing {
    /// Lists the files below `root`.
    pub(crate) fn read(root: &Path) -> Self {
        let mut listing = Self::default();
        let mut open = vec![(root.to_path_buf(), String::new())];
        while !open.is_empty() {
            let (one, other) = open.split_at(open.len() / 2);
            let parts = if open.len() < WORTH_A_THREAD {
                vec![Level::read(&open)]
            } else {
                thread::scope(|scope| {
                    let half = ScopedWorker::start(scope, || Level::read(one));
                    let rest = Level::read(other);
                    // One that was lost is read again, here.
                    vec![half.join().unwrap_or_else(|_| Level::read(one)), rest]
                })
            };
            open.clear();
            for part in parts {
                listing.files.extend(part.listing.files);
                listing.caches.extend(part.listing.caches);
                listing.unread.extend(part.listing.unread);
                open.extend(part.folders);
            }
        }
        listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        listing.caches.sort_unstable();
        listing.unread.sort_unstable();
        listing
    }

    /// The file at this path, when it is listed.
    pub(crate) fn file(&self, path: &str) -> Option<&ListedFile> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }
}

/// The folders of one depth, read.
#[derive(Default)]
struct Level {
    listing: DiskListing,
    folders: Vec<UnreadFolder>,
}

impl Level {
    fn read(open: &[UnreadFolder]) -> Self {
        let mut level = Self::default();
        for (folder, prefix) in open {
            if let Err(error) = level.enter(folder, prefix) {
                let name = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
                level.listing.unread.push(format!("could not read the folder {name}: {error}"));
            }
        }
        level
    }

    fn enter(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        let (mut files, mut folders, mut tagged, mut manifest, mut checklist) =
            (Vec::new(), Vec::new(), false, false, prefix.is_empty());
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            tagged |= name == "CACHEDIR.TAG";
            manifest |= name == "Cargo.toml";
            checklist |= name == "readiness.toml";
            if VERSION_STORES.iter().any(|store| name == *store) {
                continue;
            }
            let path = format!("{prefix}{}", path_text(name.as_encoded_bytes()));
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), path + "/"));
                continue;
            }
            match entry.metadata() {
                Ok(metadata) => files.push(ListedFile { path, stamp: FileStamp::of(&metadata) }),
                // Gone since the folder was read.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        if tagged && !prefix.is_empty() && is_cache(folder) {
            self.listing.caches.push(prefix.to_owned());
            return Ok(());
        }
        folders.retain(|(place, path)| {
            let name = path[prefix.len()..].trim_end_matches('/');
            // Cargo marks its target directory as a cache only when it makes it; a gate that writes there may come first.
            let ours = name == crate::evidence::FOLDER && checklist;
            let target = name == "target" && manifest && (prefix.is_empty() || is_cache(place));
            !ours && !target
        });
        self.listing.files.append(&mut files);
        self.folders.append(&mut folders);
        Ok(())
    }
}
