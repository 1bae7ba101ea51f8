//! Where the parts of a repository lie, found as git finds them. What must not be believed is refused: another user's, and
//! one whose data lies among the files that it tracks. It starts no program, but to ask what the user allows.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::GitError;
use crate::sys::owner;
use crate::sys::reading::read_limited;

/// The most that a `.git` file or a `commondir` file may hold: one path.
const LARGEST: u64 = 16 << 10;

/// Where the parts of a repository lie.
#[derive(Debug)]
pub(super) struct RepositoryPlaces {
    /// The folder whose files are tracked.
    pub(super) top: PathBuf,
    /// Where the index and the head are: `.git`, or what stands for it in a further worktree.
    pub(super) own: PathBuf,
    /// Where objects, refs and settings are: the same, but for a further worktree.
    pub(super) common: PathBuf,
}

impl RepositoryPlaces {
    /// Looks for `.git` from a folder upwards, as far as git does.
    pub(super) fn find(place: &Path) -> Result<Self, GitError> {
        let ceilings = ceilings();
        for folder in place.ancestors() {
            if folder != place && (ceilings.iter().any(|end| end == folder) || !same_disk(folder, place)) {
                break;
            }
            let git = folder.join(".git");
            let Ok(meta) = fs::metadata(&git) else { continue };
            let own = if meta.is_dir() { git } else { linked(&git, folder)? };
            let common = match path_in(&own.join("commondir"), None) {
                Ok(Some(path)) => own.join(path),
                Ok(None) => own.clone(),
                Err(why) => return Err(GitError::Failed(why)),
            };
            let (Ok(own), Ok(common)) = (own.canonicalize(), common.canonicalize()) else { continue };
            let whole = own.join("HEAD").symlink_metadata().is_ok()
                && common.join("objects").is_dir()
                && common.join("refs").is_dir();
            if whole {
                return Ok(Self { top: folder.to_owned(), own, common });
            }
        }
        Err(GitError::NoRepository)
    }

    /// Refuses a repository of somebody else, and one that could have come with the files it tracks.
    pub(super) fn believable(&self) -> Result<(), GitError> {
        let git = self.top.join(".git");
        let tracked = |folder: &Path| folder.starts_with(&self.top) && !folder.starts_with(&git);
        if tracked(&self.own) || tracked(&self.common) {
            let why = format!(
                "{} names a repository that lies among the files it tracks, and its settings are not to be trusted",
                git.display()
            );
            return Err(GitError::Failed(why));
        }
        let parts = [&self.top, &git, &self.own, &self.common];
        owner::refuse_foreign(&self.top, parts.into_iter().map(PathBuf::as_path)).map_err(GitError::Failed)
    }
}

/// What a `.git` file leads to.
fn linked(file: &Path, folder: &Path) -> Result<PathBuf, GitError> {
    match path_in(file, Some("gitdir:")) {
        Ok(Some(path)) => Ok(folder.join(path)),
        Ok(None) => Err(GitError::Failed(format!("{} names no repository", file.display()))),
        Err(why) => Err(GitError::Failed(why)),
    }
}

/// The path that a file of git's holds, behind `word`; nothing when there is no such file.
fn path_in(file: &Path, word: Option<&str>) -> Result<Option<PathBuf>, String> {
    if file.symlink_metadata().is_err() {
        return Ok(None);
    }
    let strange = |why: &str| format!("could not read {}: {why}", file.display());
    let bytes = read_limited(file, LARGEST).map_err(|_| strange("it is not a short regular file"))?;
    let text = String::from_utf8(bytes).map_err(|_| strange("it is not UTF-8"))?;
    let text = match word {
        Some(word) => text.strip_prefix(word).ok_or_else(|| strange("it does not say where"))?,
        None => &text,
    };
    Ok(Some(PathBuf::from(text.trim_matches([' ', '\n', '\r']))))
}

/// The folders that the user told git not to look in from below.
fn ceilings() -> Vec<PathBuf> {
    let told = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let all = std::env::split_paths(&told).filter(|path| path.is_absolute());
    all.map(|path| path.canonicalize().unwrap_or(path)).collect()
}

/// git does not look beyond the disk that a folder is on, unless the user says so.
#[cfg(unix)]
fn same_disk(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    if std::env::var_os("GIT_DISCOVERY_ACROSS_FILESYSTEM").is_some() {
        return true;
    }
    let disk = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
    disk(one) == disk(other)
}

#[cfg(not(unix))]
fn same_disk(_: &Path, _: &Path) -> bool {
    true
}
