//! The tree as a run saw it last, and what has happened to it since. A file that was changed and put back is noticed by the
//! time of its change, which nobody can set back.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::facts::tree::{SUBMODULE, Tree};

/// The tree as it was seen last, and the time right before that look.
pub(super) struct TreeWatch {
    pub(super) seen: Arc<Tree>,
    /// By the clock that stamps files.
    since: SystemTime,
}

/// What has happened to the tree between two looks.
#[derive(Default)]
pub(super) struct TreeChange {
    /// The tree as it is now, where it is another one.
    pub(super) tree: Option<Arc<Tree>>,
    /// The files whose content is another one, with the time of the change where they are still there.
    pub(super) changed: Vec<(String, Option<SystemTime>)>,
    /// The files whose content is the same, though they were touched, with the time.
    pub(super) touched: Vec<(String, SystemTime)>,
}

impl TreeWatch {
    /// The watch over a tree that was read after `since`.
    pub(super) fn new(seen: Arc<Tree>, since: SystemTime) -> Self {
        Self { seen, since }
    }

    /// Looks at the tree again; `now` is the time by the clock that stamps files.
    ///
    /// # Errors
    ///
    /// When it could not be read, or not in the way in which it was read before: then nobody knows what has changed.
    pub(super) fn look(&mut self, now: SystemTime) -> Result<TreeChange, String> {
        let tree = Tree::read(&self.seen.root)?;
        if tree.git.is_some() != self.seen.git.is_some() {
            let why = tree.problems.into_iter().chain(self.seen.problems.iter().cloned()).next();
            return Err(why.unwrap_or_else(|| "there is a repository only now and then".to_owned()));
        }
        let mut change = TreeChange::default();
        for path in self.seen.changes(&tree) {
            let time = changed_at(&tree.root, &path);
            change.changed.push((path, time));
        }
        // A submodule is a folder, and stands for what it holds. A name that is no text cannot be asked for by it.
        let files = tree
            .files
            .iter()
            .filter(|file| !file.digest.starts_with(SUBMODULE) && !file.path.contains("\\x"));
        for file in files {
            let Some(time) = changed_at(&tree.root, &file.path).filter(|time| *time > self.since) else {
                continue;
            };
            if !change.changed.iter().any(|(changed, _)| *changed == file.path) {
                change.touched.push((file.path.clone(), time));
            }
        }
        self.since = now;
        if !change.changed.is_empty() || tree.git != self.seen.git || tree.unseen != self.seen.unseen {
            self.seen = Arc::new(tree);
            change.tree = Some(Arc::clone(&self.seen));
        }
        Ok(change)
    }
}

/// When a file was changed last, be it only in its name or its permissions.
#[cfg(unix)]
fn changed_at(root: &Path, path: &str) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    use std::time::{Duration, UNIX_EPOCH};
    let metadata = fs::symlink_metadata(root.join(path)).ok()?;
    let (seconds, nanos) =
        (u64::try_from(metadata.ctime()).ok()?, u32::try_from(metadata.ctime_nsec()).ok()?);
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))
}

#[cfg(not(unix))]
fn changed_at(root: &Path, path: &str) -> Option<SystemTime> {
    fs::symlink_metadata(root.join(path)).ok()?.modified().ok()
}
