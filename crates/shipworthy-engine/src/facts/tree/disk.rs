//! The files on the disk at one moment, with the digests of those that somebody asked for. What has the stamp that it had
//! before is not read again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::content::file_digest;
use super::file::TreeFile;
use super::listing::{DiskListing, ListedFile};
use super::stamp::FileStamp;

/// The digests of files by their path, each with the stamp that the file had.
pub(super) type KnownDigests = BTreeMap<String, (FileStamp, String)>;

/// The files on the disk below a root, as they were listed at one moment.
#[derive(Debug)]
pub(crate) struct DiskFiles {
    root: PathBuf,
    /// When the look began.
    pub(super) taken: SystemTime,
    pub(super) listing: DiskListing,
    known: Mutex<KnownDigests>,
}

impl DiskFiles {
    /// Lists the files below `root`, in a look that began at `taken`. Digests that were known before are known again, of
    /// files that are the same.
    pub(crate) fn read(root: &Path, taken: SystemTime, before: Option<&Self>) -> Self {
        let listing = DiskListing::read(root);
        let known = before.map(|before| before.still_known(&listing)).unwrap_or_default();
        Self::of(root, taken, listing, known)
    }

    pub(super) fn of(root: &Path, taken: SystemTime, listing: DiskListing, known: KnownDigests) -> Self {
        Self { root: root.to_owned(), taken, listing, known: Mutex::new(known) }
    }

    /// What the system said of the file at this path, when it is listed.
    pub(crate) fn stamp(&self, path: &str) -> Option<FileStamp> {
        self.listing.file(path).map(|file| file.stamp)
    }

    /// The paths of the files, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.listing.files.iter().map(|file| file.path.as_str())
    }

    /// The files that are listed here and were not there, or were other ones, at an earlier moment.
    pub(crate) fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a ListedFile> {
        self.listing.files.iter().filter(|file| before.stamp(&file.path) != Some(file.stamp))
    }

    /// Gives the files of a tree the modes that they have on the disk: git may have been told not to look at them.
    pub(super) fn give_modes(&self, files: &mut [TreeFile]) {
        let mut listed = self.listing.files.iter().peekable();
        for file in files {
            while listed.next_if(|listed| listed.path < file.path).is_some() {}
            let Some(mode) = listed.peek().filter(|listed| listed.path == file.path) else { continue };
            let other = mode.stamp.mode().filter(|mode| !file.digest.starts_with(mode));
            if let (Some(mode), Some(("100644" | "100755", blob))) = (other, file.digest.split_once(' ')) {
                file.digest = format!("{mode} {blob}").into();
            }
        }
    }

    /// The digest of a listed file, read when it is not known.
    pub(crate) fn digest(&self, file: &ListedFile) -> String {
        if let Some((_, digest)) = self.known().get(file.path.as_str()) {
            return digest.clone();
        }
        let digest = match file_digest(&self.root.join(&file.path)) {
            Ok(Some(digest)) => digest,
            Ok(None) => "not a file".to_owned(),
            Err(error) => format!("unreadable: {}", error.kind()),
        };
        self.known().insert(file.path.to_string(), (file.stamp, digest.clone()));
        digest
    }

    /// The digests that are known and can be believed later: those of files that were not changed right before they were
    /// listed.
    pub(super) fn settled(&self) -> KnownDigests {
        let known = self.known();
        let settled = known.iter().filter(|(_, (stamp, _))| stamp.is_settled(self.taken));
        settled.map(|(path, known)| (path.clone(), known.clone())).collect()
    }

    fn still_known(&self, now: &DiskListing) -> KnownDigests {
        let mut known = self.settled();
        known.retain(|path, (stamp, _)| now.file(path).is_some_and(|file| file.stamp == *stamp));
        known
    }

    fn known(&self) -> MutexGuard<'_, KnownDigests> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
