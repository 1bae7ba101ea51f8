//! A tree that was read before, with what the system said of every file then. While all of that is the same, the tree is
//! the same, and nobody has to be asked. It can be lost or broken at no cost but that of reading the tree again.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use super::disk::DiskFiles;
use super::file::SUBMODULE;
use super::listing::ListedFile;
use super::memory_file;
use super::snapshot::Tree;
use super::stamp::FileStamp;
use crate::evidence::CacheFolder;
use crate::facts::git::{RepositoryRef, RepositoryStamp};
use crate::sys::clock;

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
    /// The branches and tags of the repository, once somebody asked git for them.
    pub(super) refs: OnceLock<Vec<RepositoryRef>>,
    /// What was known beyond the tree when this was written down; `None` when it never was.
    pub(super) kept: Option<KeptKnowledge>,
}

/// How much a memory knew beyond the tree itself when it was written down: one that has learned more is written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeptKnowledge {
    /// How many digests of files outside of the tree.
    pub(super) digests: usize,
    /// Were the refs known?
    pub(super) refs: bool,
}

/// A tree, with the memory of it where it can be remembered.
#[derive(Debug)]
pub(crate) struct RememberedTree {
    /// The tree.
    pub(crate) tree: Arc<Tree>,
    /// The memory of the tree.
    pub(crate) memory: Option<Arc<TreeMemory>>,
}

/// The beginning of a look at a tree: when it was, and what git went by then. What changes from then on has another stamp
/// at the next look.
#[derive(Debug)]
pub(crate) struct LookStart {
    taken: SystemTime,
    repository: Option<RepositoryStamp>,
}

impl LookStart {
    /// Begins to look at the tree at `root`.
    pub(crate) fn now(root: &Path) -> Self {
        Self { taken: clock::moment(), repository: RepositoryStamp::of(root) }
    }

    /// The refs that are remembered, when the repository is certainly as it was when git told them.
    pub(crate) fn refs(&self, before: Option<&Arc<TreeMemory>>) -> Option<Vec<RepositoryRef>> {
        before?.refs_at(self.repository.as_ref()?).cloned()
    }
}

impl RememberedTree {
    /// Reads the tree at `root`, or takes the one that is remembered when nothing has changed since.
    ///
    /// # Errors
    ///
    /// When `root` is not a folder that can be read.
    pub(crate) fn read(root: &Path, before: Option<&Arc<TreeMemory>>) -> Result<Self, String> {
        Self::go_on(LookStart::now(root), root, before)
    }

    /// Goes on with a look at the tree at `root` that has begun.
    ///
    /// # Errors
    ///
    /// When `root` is not a folder that can be read.
    pub(crate) fn go_on(
        LookStart { taken, repository }: LookStart,
        root: &Path,
        before: Option<&Arc<TreeMemory>>,
    ) -> Result<Self, String> {
        // First the names of the files, and then their content.
        let disk = Arc::new(DiskFiles::read(root, taken, before.map(|before| &*before.disk)));
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
            // A file that was edited moves no branch.
            refs: before
                .and_then(|before| before.refs_at(&repository))
                .map_or_else(OnceLock::new, |refs| refs.clone().into()),
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
        let knows = KeptKnowledge { digests: self.disk.settled().len(), refs: self.refs.get().is_some() };
        // One that could not be believed is of no use to anybody.
        if self.kept != Some(knows) && self.is_settled() {
            cache.keep(CACHE, &memory_file::encode(self));
        }
    }

    /// Remembers the refs that git told after the look began in which this was read.
    pub(crate) fn remember_refs(&self, refs: &[RepositoryRef]) {
        self.refs.get_or_init(|| refs.to_vec());
    }

    fn refs_at(&self, repository: &RepositoryStamp) -> Option<&Vec<RepositoryRef>> {
        let same = self.repository == *repository && self.repository.is_settled(self.disk.taken);
        self.refs.get().filter(|_| same)
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
        same.then(|| self.tree.file(path).map(|file| file.digest.to_string())).flatten()
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
    Some(ListedFile { path: path.to_owned().into(), stamp: FileStamp::of(&metadata) })
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use std::process::Command;
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;

    fn git(root: &Path, args: &[&str]) {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let git = Command::new("git").args(who).args(args).current_dir(root).output();
        assert!(git.is_ok_and(|git| git.status.success()), "{args:?}");
    }

    #[test]
    fn refs_are_remembered_until_one_moves() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a"), "1").unwrap();
        for args in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "one"]] {
            git(root, args);
        }
        sleep(Duration::from_millis(50));
        let start = LookStart::now(root);
        assert_eq!(start.refs(None), None);
        let read = RememberedTree::go_on(start, root, None).unwrap();
        let memory = read.memory.unwrap();
        assert_eq!(LookStart::now(root).refs(Some(&memory)), None, "nobody has asked");
        let refs = vec![RepositoryRef {
            name: "refs/heads/main".to_owned(),
            commit: "c".to_owned(),
            stands_for: None,
            made: None,
        }];
        memory.remember_refs(&refs);
        let kept = Arc::new(memory_file::decode(root, &memory_file::encode(&memory)).unwrap());
        assert_eq!(LookStart::now(root).refs(Some(&kept)), Some(refs.clone()));
        // A file that was edited moves no branch.
        fs::write(root.join("a"), "2").unwrap();
        sleep(Duration::from_millis(50));
        let edited = RememberedTree::read(root, Some(&kept)).unwrap().memory.unwrap();
        assert_eq!(LookStart::now(root).refs(Some(&edited)), Some(refs));
        git(root, &["tag", "v1"]);
        assert_eq!(LookStart::now(root).refs(Some(&kept)), None);
        assert_eq!(RememberedTree::read(root, Some(&edited)).unwrap().memory.unwrap().refs.get(), None);
    }
}
