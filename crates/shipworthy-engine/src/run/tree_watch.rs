//! The tree as a run saw it last, and what has happened to it since. A file that was changed and put back is noticed by the
//! time of its change, which nobody can set back.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use shipworthy_model::path::folder;

use crate::facts::tree::{DiskFiles, FileStamp, RememberedTree, SUBMODULE, Tree, TreeMemory};
use crate::freshness::observed::MovedFolders;

/// The tree as it was seen last, and the time right before that look.
pub(super) struct TreeWatch {
    pub(super) seen: Arc<Tree>,
    /// The files on the disk as they were listed last.
    disk: Option<Arc<DiskFiles>>,
    memory: Option<Arc<TreeMemory>>,
    /// By the clock that stamps files.
    since: SystemTime,
}

/// What has happened to the tree between two looks.
#[derive(Default)]
pub(super) struct TreeChange {
    /// The tree as it is now, with the memory of it, where something is another than before.
    pub(super) tree: Option<RememberedTree>,
    /// The files of the tree whose content is another one, with the time of the change as far as it is known.
    pub(super) changed: Vec<(String, Option<SystemTime>)>,
    /// The files of the tree whose content is the same, though they were touched, with the time.
    pub(super) touched: Vec<(String, SystemTime)>,
    /// The files outside of the tree that were written.
    pub(super) written: Vec<(String, FileStamp)>,
    /// The files outside of the tree that are gone, with the time as far as it is known.
    pub(super) removed: Vec<(String, Option<SystemTime>)>,
}

impl TreeWatch {
    /// The watch over a tree that was read after `since`.
    pub(super) fn new(seen: RememberedTree, since: SystemTime) -> Self {
        Self { disk: seen.tree.disk.clone(), seen: seen.tree, memory: seen.memory, since }
    }

    /// Looks at the tree again; `now` is the time by the clock that stamps files.
    ///
    /// # Errors
    ///
    /// When it could not be read, or not in the way in which it was read before: then nobody knows what has changed.
    pub(super) fn look(&mut self, now: SystemTime) -> Result<TreeChange, String> {
        let read = RememberedTree::read(&self.seen.root, self.memory.as_ref())?;
        let tree = &read.tree;
        if tree.git.is_some() != self.seen.git.is_some() {
            let why = tree.problems.iter().chain(&self.seen.problems).next().cloned();
            return Err(why.unwrap_or_else(|| "there is a repository only now and then".to_owned()));
        }
        let mut change = TreeChange::default();
        if !Arc::ptr_eq(tree, &self.seen) {
            for path in self.seen.changes(tree) {
                let time = changed_at(&tree.root, &path).or_else(|| changed_at(&tree.root, folder(&path)));
                change.changed.push((path, time));
            }
            self.touched(tree, &mut change);
            self.others(tree, &mut change);
            let same = change.changed.is_empty() && change.written.is_empty() && change.removed.is_empty();
            self.memory.clone_from(&read.memory);
            self.disk.clone_from(&tree.disk);
            if !same || tree.git != self.seen.git || tree.unseen != self.seen.unseen {
                self.seen = Arc::clone(tree);
                change.tree = Some(read);
            }
        }
        self.moved(&mut change);
        self.since = now;
        Ok(change)
    }

    /// The files below a folder that was moved since the last look: another one may have been in its place meanwhile, and none
    /// of the files would tell.
    fn moved(&self, change: &mut TreeChange) {
        let listed = self.disk.iter().flat_map(|disk| disk.paths());
        let files = self.seen.files.iter().map(|file| file.path.as_str()).chain(listed);
        let mut folders = MovedFolders::since(self.since);
        for path in files {
            if let Some(time) = folders.above(&self.seen.root.join(path)) {
                change.touched.push((path.to_owned(), time));
            }
        }
    }

    fn touched(&self, tree: &Tree, change: &mut TreeChange) {
        // A submodule is a folder, and stands for what it holds. A name that is no text cannot be asked for by it.
        let files = tree
            .files
            .iter()
            .filter(|file| !file.digest.starts_with(SUBMODULE) && !file.path.contains("\\x"));
        for file in files {
            let now = tree.disk.as_ref().and_then(|disk| disk.stamp(&file.path));
            let before = self.disk.as_ref().and_then(|disk| disk.stamp(&file.path));
            let Some(time) = now.map(|stamp| stamp.changed()).or_else(|| changed_at(&tree.root, &file.path))
            else {
                continue;
            };
            // A change in the tick of the clock in which the last look began has its time, but another stamp.
            let touched = time > self.since || now.is_some() && now != before;
            if touched && !change.changed.iter().any(|(changed, _)| file.path == *changed) {
                change.touched.push((file.path.to_string(), time));
            }
        }
    }

    fn others(&self, tree: &Tree, change: &mut TreeChange) {
        let (Some(before), Some(now)) = (&self.disk, &tree.disk) else { return };
        let known = |path: &str| tree.file(path).is_some() || self.seen.file(path).is_some();
        for file in now.changed_since(before).filter(|file| !known(&file.path)) {
            change.written.push((file.path.to_string(), file.stamp));
        }
        for file in before.changed_since(now).filter(|file| !known(&file.path)) {
            if now.stamp(&file.path).is_none() {
                change.removed.push((file.path.to_string(), changed_at(&tree.root, folder(&file.path))));
            }
        }
    }
}

/// When a file was changed last, be it only in its name or its permissions.
fn changed_at(root: &Path, path: &str) -> Option<SystemTime> {
    fs::symlink_metadata(root.join(path)).ok().map(|metadata| FileStamp::of(&metadata).changed())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use std::path::PathBuf;
    use std::process::Command;
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;

    /// The time by the clock that stamps files, which a later change does not share.
    fn time(folder: &Path) -> SystemTime {
        let file = folder.join("clock");
        fs::write(&file, "").unwrap();
        let time = file.metadata().unwrap().modified().unwrap();
        sleep(Duration::from_millis(20));
        time
    }

    fn watch(folder: &Path, git: bool) -> (PathBuf, TreeWatch) {
        let root = folder.join("root");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("a.txt"), "a").unwrap();
        fs::write(root.join("b.txt"), "b").unwrap();
        if git {
            assert!(Command::new("git").args(["init", "-q"]).current_dir(&root).status().unwrap().success());
        }
        let since = time(folder);
        let seen = RememberedTree::read(&root, None).unwrap();
        (root, TreeWatch::new(seen, since))
    }

    #[test]
    fn what_was_changed_and_what_was_put_back_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let (root, mut watch) = watch(folder.path(), true);
        let still = watch.look(time(folder.path())).unwrap();
        assert!(still.tree.is_none() && still.changed.is_empty() && still.touched.is_empty());
        fs::write(root.join("a.txt"), "other").unwrap();
        fs::write(root.join("a.txt"), "a").unwrap();
        fs::write(root.join("b.txt"), "other").unwrap();
        let change = watch.look(time(folder.path())).unwrap();
        let names =
            |list: Vec<(String, SystemTime)>| list.into_iter().map(|(path, _)| path).collect::<Vec<_>>();
        assert_eq!(change.changed.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["b.txt"]);
        assert_eq!(names(change.touched), ["a.txt"]);
        assert!(change.tree.is_some());
        // It is told once.
        assert!(watch.look(time(folder.path())).unwrap().touched.is_empty());
    }

    #[test]
    fn a_reading_that_was_made_another_way_is_no_comparison() {
        let folder = tempfile::tempdir().unwrap();
        let (root, mut watch) = watch(folder.path(), true);
        fs::write(root.join(".git/HEAD"), "garbage").unwrap();
        assert!(watch.look(time(folder.path())).is_err());
        fs::remove_dir_all(&root).unwrap();
        assert!(watch.look(time(folder.path())).is_err());
    }
}
