//! Which of the files that a traced step had to do with are inputs of it: those of the workspace and its neighbours, and
//! programs of the user's. What belongs to the system, to the toolchain and to cargo is told by their versions, and what is
//! built is no source.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use shipworthy_model::observed::InputOrigin;

use super::files::TracedFiles;
use crate::facts::tree::is_cache;
use crate::freshness::observed::Sighted;
use crate::sys::reading::{MOST_TEXT, read_limited};

/// Folders of the system, as the Filesystem Hierarchy Standard has them.
const SYSTEM: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/proc",
    "/run",
    "/sbin",
    "/sys",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/sbin",
    "/usr/share",
    "/var",
];

/// Where Linux has a file system in memory.
const MEMORY: &str = "/dev/shm";

/// The most scripts of which one is the interpreter of the next; Linux follows no more.
const MOST_INTERPRETERS: usize = 5;

/// What is no input, wherever it is met.
#[derive(Debug)]
pub(crate) struct TraceBounds {
    /// The root of the workspace, without links.
    root: PathBuf,
    /// The folders of cargo and the toolchains.
    kept: Vec<PathBuf>,
    /// The folders of which it is known whether they hold what is built.
    caches: BTreeMap<PathBuf, bool>,
}

impl TraceBounds {
    /// The bounds for a workspace, and for the folders in which cargo and rustup keep what is theirs.
    pub(crate) fn new(root: &Path, kept: Vec<PathBuf>) -> Self {
        Self { root: root.to_owned(), kept, caches: BTreeMap::new() }
    }

    /// Adds the inputs among these files.
    pub(crate) fn add(&mut self, files: TracedFiles, sighted: &mut Sighted) {
        let interpreters = files.ran.iter().filter(|(script, _)| self.counts(Path::new(script)));
        let interpreters: Vec<PathBuf> = interpreters
            .flat_map(|(script, folder)| interpreters_of(Path::new(script), Path::new(folder)))
            .collect();
        let opened = files.read.into_iter().chain(files.missed).map(PathBuf::from);
        for path in opened.chain(interpreters) {
            if self.counts(&path) {
                sighted.paths.entry(path).or_insert(InputOrigin::Traced);
            }
        }
        for path in files.found.into_iter().map(PathBuf::from) {
            // What the workspace lies in is there.
            if !self.root.starts_with(&path) && self.counts(&path) {
                sighted.found.insert(path);
            }
        }
        for folder in files.listed.into_iter().map(PathBuf::from) {
            if self.counts(&folder) {
                sighted.listed.insert(folder);
            }
        }
        sighted.rewritten.extend(files.rewritten.into_iter().map(PathBuf::from));
    }

    fn counts(&mut self, path: &Path) -> bool {
        if self.kept.iter().any(|folder| path.starts_with(folder)) {
            return false;
        }
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return !self.is_of_system(path) && !self.is_built(path);
        };
        // git writes its index anew whenever it looks, and the store is ours.
        let own = inside.starts_with(crate::evidence::FOLDER) || inside == Path::new(".git/index");
        let target = inside.starts_with("target") && self.root.join("Cargo.toml").is_file();
        !own && !target && !self.is_built(path)
    }

    /// Does the path belong to the system? Not so in a folder in which the workspace lies as well, and what lies in memory is
    /// somebody's files.
    fn is_of_system(&self, path: &Path) -> bool {
        let mut system = SYSTEM.iter().filter(|folder| path.starts_with(folder));
        !path.starts_with(MEMORY) && system.any(|folder| *folder == "/dev" || !self.root.starts_with(folder))
    }

    /// Does the path lie in a folder that says that it is a cache, as cargo's target folder does?
    fn is_built(&mut self, path: &Path) -> bool {
        let above: Vec<&Path> = path.ancestors().skip(1).take_while(|folder| **folder != self.root).collect();
        above.into_iter().any(|folder| match self.caches.get(folder) {
            Some(known) => *known,
            None => *self.caches.entry(folder.to_owned()).or_insert(is_cache(folder)),
        })
    }
}

/// The programs with which the system runs a script, which it opens by itself, unseen: the one that the first line names, and
/// when that is a script, the one of that. A name without a root is one from the folder of the process.
fn interpreters_of(script: &Path, folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    let mut next = script.to_owned();
    while all.len() < MOST_INTERPRETERS
        && let Ok(text) = read_limited(&next, MOST_TEXT)
        && let Some(line) = text.strip_prefix(b"#!").and_then(|rest| rest.split(|byte| *byte == b'\n').next())
        && let Some(program) = String::from_utf8_lossy(line).split_whitespace().next()
    {
        next = folder.join(program);
        all.push(next.clone());
    }
    all
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_interpreters_of_a_script_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("run"), "#!tools/first -x\ntrue\n").unwrap();
        fs::create_dir(root.join("tools")).unwrap();
        fs::write(root.join("tools/first"), "#! /bin/sh\n").unwrap();
        let found = interpreters_of(&root.join("run"), root);
        assert_eq!(found.first(), Some(&root.join("tools/first")));
        assert_eq!(found.get(1), Some(&PathBuf::from("/bin/sh")));
        fs::write(root.join("tools/first"), "#!tools/first\n").unwrap();
        assert_eq!(interpreters_of(&root.join("run"), root).len(), MOST_INTERPRETERS);
        assert!(interpreters_of(&root.join("none"), root).is_empty());
    }
}
