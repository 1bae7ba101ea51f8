//! A tree that was read before, with what the system said of every file then. While all of that is the same, the tree is
//! the same, and nobody has to be asked. It can be lost or broken at no cost but that of reading the tree again.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::disk::DiskFiles;
use super::file::SUBMODULE;
use super::listing::ListedFile;
use super::memory_file;
use super::snapshot::Tree;
use super::stamp::FileStamp;
use crate::evidence::CacheFolder;
use crate::facts::git::RepositoryStamp;

/// The cache in which a tree is remembered.
const CACHE: &str = "tree";

/// A tree as it was read once, and all that its reading depended on.
#[derive(Debug)]
pub(crate) struct TreeMemory {
    pub(super) repository: RepositoryStamp,
    pub(super) disk: Arc<DiskFiles>,
    /// The files that git tracks in folders that say that they are a cache, which are not listed.
    pub(super) tracked_in_caches: Vec<ListedFile>,
    pub(super) tree: Arc<Tree>,
    /// How many digests were known when this was written down; `None` when it never was.
    pub(super) kept: Option<usize>,
}

/// A tree, with the memory of it where it can be remembered.
#[derive(Debug)]
pub(crate) struct RememberedTree {
    /// The tree.
    pub(crate) tree: Arc<Tree>,
    /// The memory of the tree.
    pub(crate) memory: Option<Arc<TreeMemory>>,
}

impl RememberedTree {
    /// Reads the tree at `root`, or takes the one that is remembered when nothing has changed since.
    ///
    /// # Errors
    ///
    /// When `root` is not a folder that can be read.
    pub(crate) fn read(root: &Path, before: Option<&Arc<TreeMemory>>) -> Result<Self, String> {
        // First what git goes by and the names of the files, and then their content: what changes in between has another
        // stamp at the next look.
        let repository = RepositoryStamp::of(root);
        let disk = Arc::new(DiskFiles::read(root, before.map(|before| &*before.disk)));
        if let (Some(before), Some(repository)) = (before, &repository)
            && before.holds(root, repository, &disk)
        {
            return Ok(Self { tree: Arc::clone(&before.tree), memory: Some(Arc::clone(before)) });
        }
        let mut tree = Tree::read_knowing(root, &|path| before?.digest(path, &disk))?;
        disk.give_modes(&mut tree.files);
        tree.disk = Some(Arc::clone(&disk));
        let tree = Arc::new(tree);
        let repository = repository.filter(|_| can_be_remembered(&tree, &disk));
        let memory = repository.map(|repository| TreeMemory {
            repository,
            tracked_in_caches: tracked_in_caches(root, &tree, &disk),
            disk,
            tree: Arc::clone(&tree),
            kept: None,
        });
        Ok(Self { tree, memory: memory.map(Arc::new) })
    }
}

impl TreeMemory {
    /// What an earlier command kept; nothing when there is none, or it is damaged.
    pub(crate) fn open(root: &Path, cache: &CacheFolder) -> Option<Arc<Self>> {
        memory_file::decode(root, &cache.read(CACHE)?).map(Arc::new)
    }

    /// Keeps the memory for the next command. Harmless when it cannot.
    pub(crate) fn save(&self, cache: &CacheFolder) {
        // One that could not be believed is of no use to anybody.
        if self.kept != Some(self.disk.settled().len()) && self.is_settled() {
            cache.keep(CACHE, &memory_file::encode(self));
        }
    }

    /// Is all that the tree depended on as it was then, and certainly so?
    fn holds(&self, root: &Path, repository: &RepositoryStamp, disk: &DiskFiles) -> bool {
        self.repository == *repository
            && self.disk.listing == disk.listing
            && self.tracked_in_caches.iter().all(|file| listed(root, &file.path).as_ref() == Some(file))
            && self.is_settled()
    }

    /// The digest of a file that is certainly the one that was remembered.
    fn digest(&self, path: &str, now: &DiskFiles) -> Option<String> {
        let stamp = now.stamp(path)?;
        let same = self.disk.stamp(path) == Some(stamp) && stamp.is_settled(self.disk.taken);
        same.then(|| self.tree.file(path).map(|file| file.digest.clone())).flatten()
    }

    fn is_settled(&self) -> bool {
        let taken = self.disk.taken;
        let mut files = self.disk.listing.files.iter().chain(&self.tracked_in_caches);
        self.repository.is_settled(taken) && files.all(|file| file.stamp.is_settled(taken))
    }
}

/// Does the tree depend on nothing but what is listed? What lies in a submodule has a repository of its own, and a place
/// that could not be looked into may have become another one.
fn can_be_remembered(tree: &Tree, disk: &DiskFiles) -> bool {
    let whole = tree.problems.is_empty() && tree.unseen.is_empty() && tree.distrust.is_none();
    let plain = |path: &str| !path.contains("\\x");
    whole
        && disk.listing.unread.is_empty()
        && tree.files.iter().all(|file| !file.digest.starts_with(SUBMODULE) && plain(&file.path))
}

fn tracked_in_caches(root: &Path, tree: &Tree, disk: &DiskFiles) -> Vec<ListedFile> {
    let caches = disk.listing.caches.iter();
    let tracked = caches.flat_map(|cache| tree.under(cache.trim_end_matches('/')));
    tracked.filter_map(|file| listed(root, &file.path)).collect()
}

fn listed(root: &Path, path: &str) -> Option<ListedFile> {
    let metadata = fs::symlink_metadata(root.join(path)).ok()?;
    Some(ListedFile { path: path.to_owned(), stamp: FileStamp::of(&metadata) })
}
