//! The tree as it is now: every file with its digest, and where git stands. It reads; it never writes.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::thread;

use shipworthy_kinds::glob::Glob;

use super::content::{Digester, file_digest, mode};
use super::folder::{is_cache, walk};
use super::index::{Index, path_text};
use super::status::{Change, Status};
use super::{LINK, SUBMODULE};
use crate::facts::git::{self, Silence};

/// Every file that counts, at one moment. `.readiness` and caches (Cargo's target directory) never count.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The folder it is the tree of.
    pub root: PathBuf,
    /// The files, sorted by path.
    pub files: Vec<TreeFile>,
    /// Where git stands; `None` without git.
    pub git: Option<GitHead>,
    /// What could not be read, and why git was not asked, in words.
    pub problems: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeFile {
    /// Its path relative to the root, with `/`.
    pub path: String,
    /// Its mode and the digest of its content: git's blob id where git can tell, so that a commit of what was
    /// proven changes nothing, else `sha256:...`. Of a symbolic link, the digest of its text.
    pub digest: String,
}

/// Where git stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitHead {
    /// The commit checked out; `None` before the first one.
    pub commit: Option<String>,
    /// The branch; `None` when detached.
    pub branch: Option<String>,
    /// The upstream branch, when one is set and known here.
    pub upstream: Option<String>,
    /// Commits that the upstream does not have.
    pub ahead: u64,
    /// Commits that only the upstream has, as of the last fetch.
    pub behind: u64,
    /// Paths that differ from the commit, untracked ones included, sorted.
    pub dirty: Vec<String>,
}

impl Tree {
    /// Looks at the tree: through git where it can, by reading every file where it cannot.
    ///
    /// # Errors
    ///
    /// When `root` is not a folder that can be read.
    pub fn read(root: &Path) -> Result<Self, String> {
        fs::read_dir(root)
            .map_err(|error| format!("could not read the folder {}: {error}", root.display()))?;
        let why = match Self::ask_git(root) {
            Ok(Some(tree)) => return Ok(tree),
            // The folder is ignored by a repository around it, as a fixture in a target directory is.
            Ok(None) | Err(Silence::NoRepository) => None,
            Err(Silence::Missing) if root.ancestors().any(|folder| folder.join(".git").exists()) => {
                Some("git is not on the PATH: every file is read instead".to_owned())
            }
            Err(Silence::Missing) => None,
            Err(Silence::Failed(why)) => Some(format!("{why}: every file is read instead")),
        };
        let (files, unread) = walk(root);
        let problems = why.into_iter().chain(unread).collect();
        Ok(Self { root: root.to_owned(), files, git: None, problems })
    }

    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&TreeFile> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }

    /// The files below a folder; all of them for the empty one.
    pub fn under(&self, folder: &str) -> &[TreeFile] {
        &self.files[self.range(folder)]
    }

    /// The files that match a glob, in order. Looks only at the folder that the glob begins with.
    pub fn matching<'t>(&'t self, glob: &Glob) -> impl Iterator<Item = &'t TreeFile> {
        let files = match glob.literal() {
            Some(path) => self.file(path).map_or(&[][..], std::slice::from_ref),
            None => self.under(glob.folder()),
        };
        files.iter().filter(|file| glob.matches(&file.path))
    }

    /// Where the files below a folder stand in `files`: together, between `folder/` and `folder0`, its successor.
    pub(crate) fn range(&self, folder: &str) -> Range<usize> {
        if folder.is_empty() {
            return 0..self.files.len();
        }
        let (start, end) = (format!("{folder}/"), format!("{folder}0"));
        let first = |bound: &str| self.files.partition_point(|file| file.path.as_str() < bound);
        first(&start)..first(&end)
    }

    /// The paths that differ between this tree and a later one, sorted.
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let mut changed = Vec::new();
        let (mut old, mut new) = (self.files.iter().peekable(), later.files.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (Some(a), Some(b)) => a.path.cmp(&b.path),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changed,
            };
            let (a, b) = (old.next_if(|_| order.is_le()), new.next_if(|_| order.is_ge()));
            if a != b {
                changed.extend(a.or(b).map(|file| file.path.clone()));
            }
        }
    }

    /// A digest over all files.
    pub(crate) fn digest(&self) -> String {
        let mut digester = Digester::default();
        self.files.iter().for_each(|file| digester.line(&file.path, &file.digest));
        digester.hex()
    }

    fn ask_git(root: &Path) -> Result<Option<Self>, Silence> {
        let prefix = prefix(root)?;
        let call = |args: &'static [&str]| move || git::command(root).args(args).output();
        let (listed, told) = thread::scope(|scope| {
            let listing =
                scope.spawn(|| parsed(call(&["ls-files", "-s", "-v", "-z"])(), "ls-files", Index::parse));
            let told = call(&[
                "status",
                "--porcelain=v2",
                "--branch",
                "-z",
                "--untracked-files=all",
                "--no-renames",
                "--ignore-submodules=none",
                "--",
                ".",
            ])();
            let told = parsed(told, "status", |bytes| Status::parse(bytes, prefix.as_bytes()));
            (listing.join(), told)
        });
        let crashed = |_| Silence::Failed("the reader of `git ls-files` crashed".to_owned());
        let index = listed.map_err(crashed)??;
        let status = told?;
        let mut reading = Reading { root, prefix: &prefix, problems: Vec::new() };
        let mut tree = reading.finish(index, status);
        tree.problems = reading.problems;
        Ok((prefix.is_empty() || !tree.files.is_empty()).then_some(tree))
    }
}

/// The path of `root` inside its repository: empty, or ending in `/`.
fn prefix(root: &Path) -> Result<String, Silence> {
    // A process less in the usual case.
    let git = root.join(".git");
    if git.is_file() || git.join("HEAD").is_file() {
        return Ok(String::new());
    }
    let stdout = git::answer("rev-parse", git::command(root).args(["rev-parse", "--show-prefix"]).output())?;
    let text = String::from_utf8(stdout);
    let text = text.map_err(|_| Silence::Failed("the path inside the repository is not UTF-8".to_owned()))?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

fn parsed<T>(
    output: io::Result<Output>,
    what: &str,
    parse: impl Fn(&[u8]) -> Option<T>,
) -> Result<T, Silence> {
    let stdout = git::answer(what, output)?;
    parse(&stdout).ok_or_else(|| Silence::Failed(format!("`git {what}` printed what is not understood")))
}

/// What is being put together from git's answers.
struct Reading<'a> {
    root: &'a Path,
    prefix: &'a str,
    problems: Vec<String>,
}

impl Reading<'_> {
    fn finish(&mut self, index: Index, status: Status) -> Tree {
        let Status { mut head, mut changes } = status;
        let caches = self.caches(&changes);
        let cached =
            |path: &str| caches.iter().any(|cache| path.starts_with(cache.as_str())) || path == ".readiness";
        changes.retain(|change| !cached(&path_text(&change.path)));
        head.dirty = changes.iter().map(|change| path_text(&change.path)).collect();
        head.dirty.sort_unstable();
        head.dirty.dedup();

        let mut files = index.files;
        files.retain(|file| !cached(&file.path));
        // Names that are not UTF-8 are written longer than they are, and may stand elsewhere then.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let unwatched = index.unwatched.into_iter().map(Change::unwatched);
        let differing = changes.into_iter().filter(|change| change.on_disk).chain(unwatched).collect();
        let current = self.on_disk(differing);
        let mut added = Vec::new();
        for (path, digest) in current {
            match (files.binary_search_by(|file| file.path.cmp(&path)), digest) {
                (Ok(at), digest) => files[at].digest = digest.unwrap_or_default(),
                (Err(_), Some(digest)) => added.push(TreeFile { path, digest }),
                (Err(_), None) => {}
            }
        }
        files.append(&mut added);
        files.retain(|file| !file.digest.is_empty());
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        self.submodules(&mut files);
        Tree { root: self.root.to_owned(), files, git: Some(head), problems: Vec::new() }
    }

    /// Folders whose files do not count, each ending in `/`.
    fn caches(&self, changes: &[Change]) -> Vec<String> {
        let tags = changes.iter().filter(|change| change.untracked).filter_map(|change| {
            let path = path_text(&change.path);
            path.strip_suffix("/CACHEDIR.TAG").map(str::to_owned)
        });
        let mut caches: Vec<String> = tags.chain(["target".to_owned()]).collect();
        caches.retain(|folder| is_cache(&self.root.join(folder)));
        caches.push(".readiness".to_owned());
        caches.into_iter().map(|folder| folder + "/").collect()
    }

    /// What lies on disk at these paths now: the digest, or nothing when there is nothing.
    fn on_disk(&mut self, changes: Vec<Change>) -> BTreeMap<String, Option<String>> {
        let mut current = BTreeMap::new();
        let mut plain: Vec<(Vec<u8>, String)> = Vec::new();
        for change in changes {
            let path = os_path(self.root, &change.path);
            let name = path_text(&change.path);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.folder(&change, &name, &path, &mut current),
                Ok(metadata) if metadata.is_file() => {
                    let mode = change.mode.unwrap_or_else(|| mode(&metadata).to_owned());
                    plain.push((change.path, mode));
                }
                Ok(_) => {
                    current.insert(name, file_digest(&path).ok().flatten());
                }
                Err(_) => {
                    current.insert(name, None);
                }
            }
        }
        let blobs = self.blobs(&plain);
        for (at, (path, mode)) in plain.into_iter().enumerate() {
            let name = path_text(&path);
            let digest = match blobs.get(at) {
                Some(blob) => format!("{mode} {blob}"),
                None => self.content(&name, &os_path(self.root, &path)),
            };
            current.insert(name, Some(digest));
        }
        current
    }

    /// A folder where git speaks of one path: a submodule, or a repository that is not one.
    fn folder(
        &mut self,
        change: &Change,
        name: &str,
        path: &Path,
        current: &mut BTreeMap<String, Option<String>>,
    ) {
        if change.untracked {
            let prefix = name.trim_end_matches('/');
            let (files, problems) = walk(path);
            current
                .extend(files.into_iter().map(|file| (format!("{prefix}/{}", file.path), Some(file.digest))));
            self.problems.extend(problems.into_iter().map(|problem| format!("{prefix}: {problem}")));
            return;
        }
        let digest = match Tree::read(path) {
            Ok(Tree { git: Some(GitHead { commit: Some(commit), .. }), .. }) if !change.dirty_submodule => {
                commit
            }
            Ok(tree) => format!("sha256:{}", tree.digest()),
            Err(why) => {
                self.problems.push(why);
                "unreadable".to_owned()
            }
        };
        current.insert(name.to_owned(), Some(format!("{SUBMODULE}{digest}")));
    }

    /// The blob ids these files would have in git, in order, so that committing them does not void what was proven
    /// on them. Nothing when git cannot say.
    fn blobs(&self, files: &[(Vec<u8>, String)]) -> Vec<String> {
        if files.is_empty() || files.iter().any(|(path, _)| path.contains(&b'\n')) {
            return Vec::new();
        }
        // From the top of the repository: git takes these paths as relative to it or to here, by its version.
        let depth = self.prefix.matches('/').count();
        let Ok(canonical) = self.root.canonicalize() else { return Vec::new() };
        let Some(top) = canonical.ancestors().nth(depth) else { return Vec::new() };
        let mut list = Vec::new();
        for (path, _) in files {
            list.extend_from_slice(self.prefix.as_bytes());
            list.extend_from_slice(path);
            list.push(b'\n');
        }
        let mut command = git::command(top);
        command.args(["hash-object", "--stdin-paths"]);
        let Ok(stdout) = git::answer("hash-object", git::fed(command, &list)) else { return Vec::new() };
        let blobs: Vec<String> = String::from_utf8_lossy(&stdout).lines().map(str::to_owned).collect();
        if blobs.len() == files.len() { blobs } else { Vec::new() }
    }

    fn content(&mut self, name: &str, path: &Path) -> String {
        match file_digest(path) {
            Ok(digest) => digest.unwrap_or_else(|| "not a file".to_owned()),
            Err(error) => {
                self.problems.push(format!("could not read {name}: {error}"));
                format!("unreadable: {}", error.kind())
            }
        }
    }

    /// A submodule that is not checked out is not the same as one that is.
    fn submodules(&self, files: &mut [TreeFile]) {
        for file in files.iter_mut().filter(|file| file.digest.starts_with(SUBMODULE)) {
            if !self.root.join(&file.path).join(".git").exists() {
                file.digest.push_str(" not checked out");
            }
        }
    }
}

impl Change {
    /// A tracked file that git was told not to look at.
    fn unwatched(path: Vec<u8>) -> Self {
        Self { path, on_disk: true, untracked: false, mode: None, dirty_submodule: true }
    }
}

impl TreeFile {
    /// Is it a symbolic link?
    pub(crate) fn is_link(&self) -> bool {
        self.digest.starts_with(LINK)
    }
}

#[cfg(unix)]
fn os_path(root: &Path, path: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    root.join(std::ffi::OsStr::from_bytes(path))
}

#[cfg(not(unix))]
fn os_path(root: &Path, path: &[u8]) -> PathBuf {
    root.join(path_text(path))
}
