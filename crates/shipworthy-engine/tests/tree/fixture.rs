//! A folder with files in it, and git or cargo run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shipworthy_engine::evidence::{CacheFolder, Store};
use shipworthy_engine::facts::tree::Tree;
use tempfile::TempDir;

/// A temporary folder and a root in it.
pub struct Place {
    outer: TempDir,
    pub root: PathBuf,
}

impl Place {
    /// A folder with awkward characters in its name.
    pub fn new() -> Self {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().canonicalize().unwrap().join("größe mit leer");
        fs::create_dir(&root).unwrap();
        Self { outer, root }
    }

    /// A folder with awkward characters in its name that is a git repository with these files in its first commit.
    pub fn repository(files: &[(&str, &str)]) -> Self {
        let place = Self::new();
        place.git(&["init", "-q", "-b", "main"]);
        place.files(files);
        place.commit();
        place
    }

    pub fn outer(&self) -> PathBuf {
        self.outer.path().canonicalize().unwrap()
    }

    /// The folder of caches, as the engine has it.
    pub fn caches(&self) -> CacheFolder {
        Store::open(&self.root).cache()
    }

    pub fn cache(&self) -> PathBuf {
        self.root.join(".readiness/cache")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn files(&self, files: &[(&str, &str)]) {
        files.iter().for_each(|(path, text)| self.write(path, text));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    pub fn git(&self, args: &[&str]) -> String {
        git(&self.root, args)
    }

    pub fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "a commit"]);
    }

    pub fn tree(&self) -> Tree {
        let tree = Tree::read(&self.root).unwrap();
        assert!(tree.files.is_sorted_by(|a, b| a.path < b.path), "{:?}", tree.files);
        tree
    }

    #[cfg(unix)]
    pub fn link(&self, target: &str, path: &str) {
        std::os::unix::fs::symlink(target, self.root.join(path)).unwrap();
    }
}

/// Runs git with a name of its own and no settings of this machine.
pub fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "-c",
        "protocol.file.allow=always",
    ]);
    command.args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub fn paths(tree: &Tree) -> Vec<&str> {
    tree.files.iter().map(|file| file.path.as_str()).collect()
}

pub fn digest(tree: &Tree, path: &str) -> String {
    tree.file(path).unwrap_or_else(|| panic!("{path} is not in {:?}", paths(tree))).digest.to_string()
}
