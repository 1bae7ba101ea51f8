//! The tree of the base: a worktree of git outside of the repository, gone with its value.

use std::path::{Path, PathBuf};
use std::time::Duration;

use shipworthy_engine::evidence::Store;
use shipworthy_engine::sys::call::ShortCall;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_engine::sys::scratch::ScratchFolder;

use super::bench_process::{call, printed};

/// The beginning of the names of the folders, after what all scratch folders begin with.
const WORD: &str = "base";

/// How long git may take to forget a worktree.
const PATIENCE: Duration = Duration::from_secs(60);

/// A worktree in which the base is checked out.
#[derive(Debug)]
pub(super) struct BaseTree {
    repository: PathBuf,
    tree: PathBuf,
    /// The folder of the workspace in it.
    root: PathBuf,
    _folder: ScratchFolder,
}

impl BaseTree {
    /// Checks the commit out.
    pub(super) fn check_out(store: &Store, root: &Path, commit: &str) -> Result<Self, String> {
        forget_killed(root);
        let folder = ScratchFolder::new(WORD).map_err(|error| format!("no folder can be made: {error}"))?;
        let inside = printed(git(store, root).args(["rev-parse", "--show-prefix"]), "git")?;
        let tree = folder.path().join("tree");
        // From here on it is taken away again, however far git comes.
        let root_there = tree.join(inside.trim_end_matches(['\n', '/']));
        let made = Self { repository: root.to_owned(), tree, root: root_there, _folder: folder };
        let words = ["worktree", "add", "--quiet", "--detach", "--force", "--"];
        printed(
            git(store, root).args(words).args([made.tree.as_os_str(), commit.as_ref()]),
            "git worktree add",
        )?;
        if !made.root.is_dir() {
            return Err("the base has no such folder as this workspace is in".to_owned());
        }
        Ok(made)
    }

    /// The folder of the workspace in it.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }
}

impl Drop for BaseTree {
    fn drop(&mut self) {
        forget(&self.repository, &self.tree);
    }
}

/// A call of git that runs no hook of the repository.
fn git(store: &Store, root: &Path) -> ShortCall {
    call(store, "git", root).args(["-c", "core.hooksPath=/dev/null"])
}

/// Takes a worktree away, also when the user has asked to stop.
fn forget(repository: &Path, tree: &Path) {
    let words =
        ["worktree", "remove", "--force", "--"].map(AsRef::as_ref).into_iter().chain([tree.as_os_str()]);
    let _ = ShortCall::new("git", repository)
        .args(words)
        .deadline(PATIENCE)
        .interrupt(Interrupt::never())
        .output();
}

/// What a killed run left of a worktree in the repository, when its folder is gone.
fn forget_killed(repository: &Path) {
    let list = ShortCall::new("git", repository).args(["worktree", "list", "--porcelain"]).deadline(PATIENCE);
    let Ok(list) = list.output() else { return };
    let ours = std::env::temp_dir();
    for tree in
        String::from_utf8_lossy(&list.stdout).lines().filter_map(|line| line.strip_prefix("worktree "))
    {
        let tree = Path::new(tree);
        let folder = tree.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let named = folder.is_some_and(|name| name.starts_with(&format!("shipworthy-{WORD}-")));
        let place = tree.ancestors().nth(2) == Some(&ours);
        if named && place && tree.symlink_metadata().is_err() {
            forget(repository, tree);
        }
    }
}
