//! Every file on the disk below a root, whoever lists it: tracked, ignored, or in a submodule. Told by its stamp; nothing
//! is read but the names. Version stores, the store of evidence and what builds write are left out.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use super::file::push_path_text;
use super::folder::is_cache;
use super::shared_text::SharedText;
use super::stamp::FileStamp;
use crate::sys::folder_scan::{FolderScan, ScannedEntry};
use crate::sys::worker::ScopedWorker;

/// The folders of version stores, which nobody counts as files of the tree.
const VERSION_STORES: &[&str] = &[".git", ".hg", ".jj"];

/// The fewest folders for which a second thread is worth its start.
const WORTH_A_THREAD: usize = 8;

/// One file on the disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedFile {
    /// The path of the file relative to the root, with `/`.
    pub(crate) path: SharedText,
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
        let mut found: Vec<FoldersFiles> = Vec::new();
        let mut open = vec![(root.to_path_buf(), String::new())];
        while !open.is_empty() {
            let (one, other) = open.split_at(open.len() / 2);
            let folders = if open.len() < WORTH_A_THREAD {
                read_each(&open)
            } else {
                thread::scope(|scope| {
                    let half = ScopedWorker::start(scope, || read_each(one));
                    let rest = read_each(other);
                    // One that was lost is read again, here.
                    let mut folders = half.join().unwrap_or_else(|_| read_each(one));
                    folders.extend(rest);
                    folders
                })
            };
            // Those of the next depth stand behind all of this one.
            let mut next = found.len() + folders.len();
            open.clear();
            for folder in folders {
                listing.caches.extend(folder.cache);
                listing.unread.extend(folder.unread);
                let within = folder.folders.iter().map(|(_, path)| path.clone()).zip(next..).collect();
                next += folder.folders.len();
                open.extend(folder.folders);
                found.push(FoldersFiles { files: folder.files.into(), within });
            }
        }
        listing.files = in_order(found);
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

/// The files of one folder, and the folders in it: the path of each with its place in the list of all. Both sorted.
struct FoldersFiles {
    files: VecDeque<ListedFile>,
    within: VecDeque<(String, usize)>,
}

/// All files of these folders, the first of which is the root, in the order of their paths. Each folder is sorted already,
/// and all that is in a folder comes where its path with a `/` would.
fn in_order(mut folders: Vec<FoldersFiles>) -> Vec<ListedFile> {
    let mut sorted = Vec::with_capacity(folders.iter().map(|folder| folder.files.len()).sum());
    let mut entered = vec![0];
    while let Some(folder) = entered.last().and_then(|at| folders.get_mut(*at)) {
        let inner = folder.within.front();
        let is_first = |file: &ListedFile| inner.is_none_or(|(path, _)| file.path.as_str() < path.as_str());
        if folder.files.front().is_some_and(is_first) {
            sorted.extend(folder.files.pop_front());
        } else if let Some((_, at)) = folder.within.pop_front() {
            entered.push(at);
        } else {
            entered.pop();
        }
    }
    sorted
}

/// One folder, read.
#[derive(Default)]
struct ReadFolder {
    files: Vec<ListedFile>,
    folders: Vec<UnreadFolder>,
    /// The path of the folder, when it says that it is a cache, so that nothing of it is listed.
    cache: Option<String>,
    /// Why it could not be read, when that is so.
    unread: Option<String>,
}

/// Reads these folders, in order.
fn read_each(open: &[UnreadFolder]) -> Vec<ReadFolder> {
    let mut scan = FolderScan::default();
    let read = |(folder, prefix): &UnreadFolder| {
        ReadFolder::read(&mut scan, folder, prefix).unwrap_or_else(|error| {
            let name = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
            let why = format!("could not read the folder {name}: {error}");
            ReadFolder { unread: Some(why), ..ReadFolder::default() }
        })
    };
    open.iter().map(read).collect()
}

impl ReadFolder {
    fn read(scan: &mut FolderScan, folder: &Path, prefix: &str) -> io::Result<Self> {
        let (mut paths, mut found, mut folders) = (String::new(), Vec::new(), Vec::new());
        let (mut tagged, mut manifest, mut checklist) = (false, false, prefix.is_empty());
        scan.each(folder, prefix.is_empty(), |entry: &ScannedEntry<'_>| {
            let name = entry.name();
            tagged |= name == "CACHEDIR.TAG";
            manifest |= name == "Cargo.toml";
            checklist |= name == "readiness.toml";
            if VERSION_STORES.iter().any(|store| name == *store) {
                return Ok(());
            }
            if entry.is_folder()? {
                let mut path = prefix.to_owned();
                push_path_text(&mut path, name.as_encoded_bytes());
                path.push('/');
                folders.push((folder.join(name), path));
                return Ok(());
            }
            match entry.facts() {
                Ok(facts) => {
                    let start = paths.len();
                    paths.push_str(prefix);
                    push_path_text(&mut paths, name.as_encoded_bytes());
                    found.push((start..paths.len(), FileStamp::of_scanned(&facts)));
                    Ok(())
                }
                // Gone since the folder was read.
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error),
            }
        })?;
        if tagged && !prefix.is_empty() && is_cache(folder) {
            return Ok(Self { cache: Some(prefix.to_owned()), ..Self::default() });
        }
        folders.retain(|(place, path)| {
            let name = path[prefix.len()..].trim_end_matches('/');
            // Cargo marks its target directory as a cache only when it makes it; a gate that writes there may come first.
            let ours = name == crate::evidence::FOLDER && checklist;
            let target = name == "target" && manifest && (prefix.is_empty() || is_cache(place));
            !ours && !target
        });
        found.sort_unstable_by(|(one, _), (other, _)| paths[one.clone()].cmp(&paths[other.clone()]));
        folders.sort_unstable_by(|one, other| one.1.cmp(&other.1));
        let paths: Arc<str> = paths.into();
        let listed = |(piece, stamp)| Some(ListedFile { path: SharedText::of(&paths, piece)?, stamp });
        let files = found.into_iter().filter_map(listed).collect();
        Ok(Self { files, folders, cache: None, unread: None })
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_are_in_the_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        let plain =
            ["a/0/1", "a-", "a-b/c", "a.d/z/e", "a.d/y", "b/c/d", "b/c.d", "b/c0", "b/c-/x", "z", "é/ü"];
        let mut paths: Vec<String> = plain.iter().map(|path| (*path).to_owned()).collect();
        // Deep, and enough of them in one depth for another thread.
        paths.extend((0..20).map(|at| format!("many/{at}/file")));
        paths.push("deep/".repeat(40) + "file");
        for path in &paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        fs::create_dir(folder.path().join("empty")).unwrap();
        paths.sort();
        let listing = DiskListing::read(folder.path());
        assert_eq!(listing.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), paths);
        assert_eq!(listing.unread, [""; 0]);
        assert!(paths.iter().all(|path| listing.file(path).is_some()));
    }
}
