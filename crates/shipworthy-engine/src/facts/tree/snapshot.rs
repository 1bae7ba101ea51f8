//! The tree as it is now: every file with its digest, and where git stands. It reads; it never writes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use shipworthy_model::glob::Glob;
use shipworthy_model::humanize::count;

use super::content::{Digester, file_digest, mode};
use super::disk::DiskFiles;
use super::file::{SUBMODULE, TreeFile, path_text};
use super::folder::{is_cache, walk};
use super::head::GitHead;
use super::index::{TrackedFiles, UnwatchedPath};
use super::raw_index::may_track;
use super::status::{ChangedPath, WorktreeStatus};
use crate::facts::git::{GitError, GitRepository, answer, answer_with_complaints, attributes_convert};
use crate::sys::reading::{MOST_TEXT, read_limited};
use crate::sys::worker::ScopedWorker;

/// The folder of the evidence store.
const STORE: &str = crate::evidence::FOLDER;

/// The files in which attributes are given to other files.
const ATTRIBUTES: &str = ".gitattributes";

/// The command that takes evidence out of git, and out of the workspace: it was not recorded here.
pub(crate) const UNTRACK: &str = "git rm -r --cached .readiness && rm -r .readiness";

/// How git is asked for every tracked file.
const LS_FILES: &[&str] = &["ls-files", "-s", "-v", "-z"];

/// How git is asked for the head and for every path that differs from it.
const STATUS: &[&str] = &[
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--ignore-submodules=dirty",
    "--",
    ".",
];

/// Every file that counts, at one moment. `.readiness` and caches (Cargo's target directory) never count.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The root folder of the tree.
    pub root: PathBuf,
    /// Every file that counts, sorted by path.
    pub files: Vec<TreeFile>,
    /// The head of the repository; `None` without git.
    pub git: Option<GitHead>,
    /// The files that could not be read, and why git was not asked, in words.
    pub problems: Vec<String>,
    /// What could not be looked into, in the words of git or of the system. What depends on it is not known.
    pub unseen: Vec<String>,
    /// Why the store below this tree is no evidence: git brings it along, or could not say whether it does.
    pub distrust: Option<String>,
    /// Every file on the disk, also those that are not of the tree; `None` when nobody listed them.
    pub(crate) disk: Option<Arc<DiskFiles>>,
    /// Does a file that git calls unchanged lie on the disk in another form than git keeps it?
    pub(super) converted: bool,
}

impl Tree {
    /// Reads the tree: through git where it can, by reading every file where it cannot.
    ///
    /// # Errors
    ///
    /// When `root` is not a folder that can be read.
    pub fn read(root: &Path) -> Result<Self, String> {
        Self::read_knowing(root, &|_| None)
    }

    /// The same, where the digests of some files are known.
    pub(super) fn read_knowing(root: &Path, known: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        fs::read_dir(root)
            .map_err(|error| format!("could not read the folder {}: {error}", root.display()))?;
        let why = match Self::ask_git(root, known) {
            Ok(Some(tree)) => return Ok(tree),
            // The folder is ignored by a repository around it, as a fixture in a target directory is.
            Ok(None) | Err(GitError::NoRepository) => None,
            Err(GitError::Missing) if root.ancestors().any(|folder| folder.join(".git").exists()) => {
                Some("git is not on the PATH: every file is read instead".to_owned())
            }
            Err(GitError::Missing) => None,
            Err(GitError::Interrupted) => return Err("interrupted while git was asked".to_owned()),
            // A tree read in another way is another tree: evidence for this one would not be found, nor overruled.
            Err(GitError::NoRoom(why)) => return Err(why),
            Err(GitError::Failed(why)) => Some(format!("{why}: every file is read instead")),
        };
        let (files, unread) = walk(root);
        let distrust = why.as_ref().and_then(|why| match may_track(root, STORE) {
            Some(false) => None,
            Some(true) => Some(format!(
                "no evidence counts: the index of git names `{STORE}`, and what comes with a repository proves nothing; \
                 type `{UNTRACK}`, and commit that"
            )),
            None => {
                Some(format!("no evidence counts: whether git brings it along cannot be told, because {why}"))
            }
        });
        let problems = why.into_iter().chain(unread.iter().cloned()).collect();
        Ok(Self { root: root.to_owned(), files, problems, unseen: unread, distrust, ..Self::default() })
    }

    /// The file at `path`, relative to the root; `None` when the tree has none there.
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

    /// The range of the files below a folder in `files`: they stand together, between `folder/` and `folder0`, its
    /// successor.
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
                changed.extend(a.or(b).map(|file| file.path.to_string()));
            }
        }
    }

    /// The files on the disk that are not of the tree, sorted by path: those that git ignores, and those that lie in
    /// submodules. Each is read once, and again only when the system says that it is another one.
    pub fn others(&self) -> Vec<TreeFile> {
        self.others_of(|_| true)
    }

    /// Those of the other files whose path is one of these; none else is read.
    pub(crate) fn others_of(&self, wanted: impl Fn(&str) -> bool) -> Vec<TreeFile> {
        let Some(disk) = &self.disk else { return Vec::new() };
        let others = disk.listing.files.iter().filter(|file| wanted(&file.path));
        let others = others.filter(|file| self.file(&file.path).is_none());
        others.map(|file| TreeFile { path: file.path.clone(), digest: disk.digest(file).into() }).collect()
    }

    /// The digest over the paths and digests of all files.
    pub(crate) fn digest(&self) -> String {
        let mut digester = Digester::default();
        self.files.iter().for_each(|file| digester.line(&file.path, &file.digest));
        digester.hex()
    }

    fn ask_git(root: &Path, known: &dyn Fn(&str) -> Option<String>) -> Result<Option<Self>, GitError> {
        let repository = GitRepository::around(root)?;
        let prefix = repository.prefix();
        let (listed, told) = thread::scope(|scope| {
            let listing = ScopedWorker::start(scope, || parsed(&repository, LS_FILES, TrackedFiles::parse));
            let told = parsed(&repository, STATUS, |bytes| WorktreeStatus::parse(bytes, prefix.as_bytes()));
            (listing.join(), told)
        });
        let crashed = |_| GitError::Failed("the reader of `git ls-files` crashed".to_owned());
        let (index, mut unseen) = listed.map_err(crashed)??;
        let (status, more) = told?;
        unseen.extend(more);
        unseen.dedup();
        let (modules, problems) = (BTreeMap::new(), Vec::new());
        let mut assembly = TreeAssembly { root, repository: &repository, known, modules, problems, unseen };
        let mut tree = assembly.finish(index, status);
        (tree.problems, tree.unseen) = (assembly.problems, assembly.unseen);
        let ours = prefix.is_empty() || !tree.files.is_empty() || tree.distrust.is_some();
        Ok(ours.then_some(tree))
    }
}

/// What git printed when asked with these words, read as something, and what it complained of.
fn parsed<T>(
    repository: &GitRepository,
    args: &[&str],
    parse: impl Fn(&[u8]) -> Option<T>,
) -> Result<(T, Vec<String>), GitError> {
    let what = args.first().copied().unwrap_or_default();
    let (stdout, complaints) = answer_with_complaints(what, repository.call(args).output())?;
    let told = parse(&stdout);
    let told =
        told.ok_or_else(|| GitError::Failed(format!("`git {what}` printed what is not understood")))?;
    Ok((told, complaints))
}

/// A tree that is being put together from git's answers.
struct TreeAssembly<'a> {
    root: &'a Path,
    repository: &'a GitRepository,
    /// The digest of a file, where it is known that the file is as it was.
    known: &'a dyn Fn(&str) -> Option<String>,
    /// The digests of the submodules that are checked out.
    modules: BTreeMap<String, String>,
    problems: Vec<String>,
    unseen: Vec<String>,
}

impl TreeAssembly<'_> {
    fn finish(&mut self, index: TrackedFiles, status: WorktreeStatus) -> Tree {
        let WorktreeStatus { mut head, mut changes } = status;
        self.look_into_submodules(&index, &mut changes);
        let mut files = index.files;
        let distrust = tracked_store(&files);
        files.retain(|file| !is_store(&file.path));
        let caches = self.caches(&changes, &files);
        // What git tracks is source, whatever lies beside it.
        let cached = |change: &ChangedPath| {
            let path = path_text(&change.path);
            is_store(&path) || change.untracked && caches.iter().any(|cache| path.starts_with(cache.as_str()))
        };
        changes.retain(|change| !cached(change));
        head.dirty = changes.iter().map(|change| path_text(&change.path)).collect();

        // Names that are not UTF-8 are written longer than they are, and may stand elsewhere then.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut differing: Vec<ChangedPath> = changes.into_iter().filter(|change| change.on_disk).collect();
        let unwatched = index.unwatched;
        let known = |path: &[u8]| differing.iter().any(|change| change.path == path);
        let unseen: Vec<_> = unwatched.iter().filter(|file| !known(&file.path)).collect();
        differing.extend(unseen.into_iter().map(|file| ChangedPath::unwatched(file.path.clone())));
        let current = self.on_disk(differing);
        head.dirty.extend(hidden_changes(&files, &unwatched, &current));
        head.dirty.sort_unstable();
        head.dirty.dedup();
        let converted = self.converted(&files, &current);
        let converts = files.iter().any(|file| match converted.get(file.path.as_str()) {
            Some(now) => now.as_deref() != Some(file.digest.as_str()),
            // In a submodule of a submodule, too.
            None => file
                .digest
                .strip_prefix(SUBMODULE)
                .is_some_and(|commit| self.modules.get(file.path.as_str()).is_some_and(|now| now != commit)),
        });
        let current = current.into_iter().chain(converted);
        let mut added = Vec::new();
        for (path, digest) in current {
            match (files.binary_search_by(|file| file.path.as_str().cmp(&path)), digest) {
                (Ok(at), digest) => files[at].digest = digest.unwrap_or_default().into(),
                (Err(_), Some(digest)) => {
                    added.push(TreeFile { path: path.into(), digest: digest.into() });
                }
                (Err(_), None) => {}
            }
        }
        files.append(&mut added);
        files.retain(|file| !file.digest.is_empty());
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        self.submodules(&mut files);
        Tree {
            root: self.root.to_owned(),
            files,
            git: Some(head),
            distrust,
            converted: converts,
            ..Tree::default()
        }
    }

    /// What lies on disk of tracked files of which git may keep another form. Of those it calls the same what has the
    /// times that the index says, whatever it took in.
    fn converted(
        &mut self,
        files: &[TreeFile],
        current: &BTreeMap<String, Option<String>>,
    ) -> BTreeMap<String, Option<String>> {
        let speaks = |path: &str| {
            let bytes = read_limited(&self.root.join(path), MOST_TEXT);
            bytes.is_ok_and(|bytes| attributes_convert(&String::from_utf8_lossy(&bytes)))
        };
        let paths = files.iter().map(|file| file.path.as_str()).chain(current.keys().map(String::as_str));
        let mut attributes =
            paths.filter(|path| Path::new(path).file_name().is_some_and(|name| name == ATTRIBUTES));
        if !self.repository.converts() && !attributes.any(speaks) {
            return BTreeMap::new();
        }
        let plain =
            |file: &&TreeFile| file.digest.starts_with("100") && !current.contains_key(file.path.as_str());
        let (mut known, mut unknown) = (BTreeMap::new(), Vec::new());
        for file in files.iter().filter(plain) {
            match (self.known)(&file.path) {
                Some(digest) => drop(known.insert(file.path.to_string(), Some(digest))),
                // A name that is not UTF-8 is not what is written for it.
                None if file.path.contains("\\x") => {}
                None => unknown.push(ChangedPath::unwatched(file.path.as_bytes().to_vec())),
            }
        }
        known.append(&mut self.on_disk(unknown));
        known
    }

    /// Folders whose untracked files do not count, each ending in `/`: those that say that they are a cache, and in which
    /// git tracks nothing.
    fn caches(&self, changes: &[ChangedPath], tracked: &[TreeFile]) -> Vec<String> {
        let tags = changes.iter().filter(|change| change.untracked).filter_map(|change| {
            let path = path_text(&change.path);
            path.strip_suffix("/CACHEDIR.TAG").map(str::to_owned)
        });
        let mut caches: Vec<String> = tags.chain(["target".to_owned()]).collect();
        caches.retain(|folder| is_cache(&self.root.join(folder)));
        let mut caches: Vec<String> = caches.into_iter().map(|folder| folder + "/").collect();
        caches.retain(|folder| {
            let first = tracked.partition_point(|file| file.path.as_str() < folder.as_str());
            tracked.get(first).is_none_or(|file| !file.path.starts_with(folder.as_str()))
        });
        caches
    }

    /// What lies on disk at these paths now: the digest, or nothing when there is nothing.
    fn on_disk(&mut self, changes: Vec<ChangedPath>) -> BTreeMap<String, Option<String>> {
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
        let files: Vec<&[u8]> = plain.iter().map(|(path, _)| path.as_slice()).collect();
        let blobs = blobs(self.repository, &files);
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
        change: &ChangedPath,
        name: &str,
        path: &Path,
        current: &mut BTreeMap<String, Option<String>>,
    ) {
        if change.untracked {
            let prefix = name.trim_end_matches('/');
            let (files, problems) = walk(path);
            current.extend(
                files
                    .into_iter()
                    .map(|file| (format!("{prefix}/{}", file.path), Some(String::from(file.digest)))),
            );
            let problems: Vec<String> =
                problems.into_iter().map(|problem| format!("{prefix}: {problem}")).collect();
            self.unseen.extend(problems.iter().cloned());
            self.problems.extend(problems);
            return;
        }
        let digest = match self.modules.get(name) {
            Some(digest) => digest.clone(),
            None => self.module(name, path).0,
        };
        current.insert(name.to_owned(), Some(format!("{SUBMODULE}{digest}")));
    }

    /// Looks into every submodule that is checked out, as into a repository of its own: git, asked to do it, would follow
    /// the settings that it finds there.
    fn look_into_submodules(&mut self, index: &TrackedFiles, changes: &mut Vec<ChangedPath>) {
        for file in index.files.iter().filter(|file| file.digest.starts_with(SUBMODULE)) {
            let path = self.root.join(&file.path);
            if !path.join(".git").exists() {
                continue;
            }
            let (digest, dirty) = self.module(&file.path, &path);
            let told = changes.iter().any(|change| file.path == path_text(&change.path));
            if dirty && !told {
                changes.push(ChangedPath::unwatched(file.path.as_bytes().to_vec()));
            }
            self.modules.insert(file.path.to_string(), digest);
        }
    }

    /// The digest of a submodule, and whether it differs in more than the commit that is checked out. The commit stands for
    /// files that lie on the disk as git keeps them.
    fn module(&mut self, name: &str, path: &Path) -> (String, bool) {
        match Tree::read(path) {
            Ok(tree) => {
                self.unseen.extend(tree.unseen.iter().map(|unseen| format!("{name}: {unseen}")));
                self.problems.extend(tree.problems.iter().cloned());
                match &tree.git {
                    Some(GitHead { commit: Some(commit), dirty, .. }) if dirty.is_empty() => {
                        let kept = (!tree.converted).then(|| commit.clone());
                        (kept.unwrap_or_else(|| format!("sha256:{}", tree.digest())), false)
                    }
                    _ => (format!("sha256:{}", tree.digest()), true),
                }
            }
            Err(why) => {
                self.unseen.push(format!("{name}: {why}"));
                self.problems.push(why);
                ("unreadable".to_owned(), true)
            }
        }
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

    /// A submodule stands for what is checked out of it; one that is not checked out is not the same as one that is.
    fn submodules(&self, files: &mut [TreeFile]) {
        for file in files.iter_mut().filter(|file| file.digest.starts_with(SUBMODULE)) {
            if let Some(digest) = self.modules.get(file.path.as_str()) {
                file.digest = format!("{SUBMODULE}{digest}").into();
            } else if !self.root.join(&file.path).join(".git").exists() {
                file.digest = format!("{} not checked out", file.digest).into();
            }
        }
    }
}

/// The blob ids that the bytes of these files would have in git, in order, so that committing them does not void what was
/// proven on them. The paths are those from the folder of the repository that was asked about; nothing when git cannot say.
pub(crate) fn blobs(repository: &GitRepository, files: &[&[u8]]) -> Vec<String> {
    if files.is_empty() || files.iter().any(|path| path.contains(&b'\n')) {
        return Vec::new();
    }
    // From the top of the repository: git takes these paths as relative to it or to here, by its version.
    let mut list = Vec::new();
    for path in files {
        list.extend_from_slice(repository.prefix().as_bytes());
        list.extend_from_slice(path);
        list.push(b'\n');
    }
    let question = repository.call_at_top(&["hash-object", "--no-filters", "--stdin-paths"]).input(list);
    let Ok(stdout) = answer("hash-object", question.output()) else { return Vec::new() };
    let blobs: Vec<String> = String::from_utf8_lossy(&stdout).lines().map(str::to_owned).collect();
    if blobs.len() == files.len() { blobs } else { Vec::new() }
}

/// Does the path lie in the store of evidence? It is one folder however it is spelled, where the file system says so.
fn is_store(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(STORE))
}

/// Why the store is no evidence, when git tracks something of it. What keeps the store out of git may be tracked.
fn tracked_store(files: &[TreeFile]) -> Option<String> {
    let ignore = format!("{STORE}/.gitignore");
    let mut tracked = files.iter().filter(|file| is_store(&file.path) && file.path != ignore);
    let first = tracked.next()?;
    let more = match tracked.count() {
        0 => String::new(),
        more => format!(" and {}", count(more as u64, "more files")),
    };
    Some(format!(
        "no evidence counts: git tracks `{}`{more}, and what comes with a repository proves nothing; type `{UNTRACK}`, \
         and commit that",
        first.path
    ))
}

/// The unwatched files and submodules that are not what the index says, by their path.
fn hidden_changes(
    files: &[TreeFile],
    unwatched: &[UnwatchedPath],
    current: &BTreeMap<String, Option<String>>,
) -> Vec<String> {
    let missing: BTreeSet<String> =
        unwatched.iter().filter(|file| file.may_be_missing).map(|file| path_text(&file.path)).collect();
    let differs = |(path, digest): (&String, &Option<String>)| {
        let at = files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        let same = match digest {
            Some(digest) => files[at].digest == *digest,
            None => missing.contains(path),
        };
        (!same).then(|| path.clone())
    };
    current.iter().filter_map(differs).collect()
}

/// A path of git's as the system knows it.
#[cfg(unix)]
pub(crate) fn os_path(root: &Path, path: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    root.join(std::ffi::OsStr::from_bytes(path))
}

/// A path of git's as the system knows it.
#[cfg(not(unix))]
pub(crate) fn os_path(root: &Path, path: &[u8]) -> PathBuf {
    root.join(path_text(path))
}
