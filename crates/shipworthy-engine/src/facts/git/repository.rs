//! Finds the repository that a folder lies in, as git does, and refuses what must not be believed: another user's, one of
//! a form that is not known, one whose data lies among the files it tracks. It starts no program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::call::{GitCall, GitError};
use super::settings::Settings;
use super::view::View;
use crate::facts::owner;
use crate::sys::files::read_limited;

/// The most that a `.git` file or a `commondir` file may hold: one path.
const LARGEST: u64 = 16 << 10;

/// The repository around a folder, with the settings under which git is asked about it.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    /// The folder that was asked about.
    folder: PathBuf,
    /// The path of that folder inside the repository: empty, or ending in `/`.
    prefix: String,
    /// The variables of every call.
    variables: Arc<BTreeMap<String, String>>,
    /// What git is shown in place of the repository's own settings; there as long as this value.
    view: Arc<View>,
}

/// Where the parts of a repository lie.
#[derive(Debug)]
pub(super) struct Places {
    /// The folder whose files are tracked.
    pub(super) top: PathBuf,
    /// Where the index and the head are: `.git`, or what stands for it in a further worktree.
    pub(super) own: PathBuf,
    /// Where objects, refs and settings are: the same, but for a further worktree.
    pub(super) common: PathBuf,
}

impl Repository {
    /// The repository that `folder` lies in. A bare repository is none: it could lie in the files of another one.
    ///
    /// # Errors
    ///
    /// When there is none, or it is one that git is not asked about.
    pub(crate) fn around(folder: &Path) -> Result<Self, GitError> {
        let place = folder.canonicalize().map_err(|_| GitError::NoRepository)?;
        let places = Places::find(&place)?;
        places.believable()?;
        let prefix = prefix(&places.top, &place)?;
        let settings = Settings::read(&places).map_err(GitError::Failed)?;
        let view = View::make(&places, &settings).map_err(|error| {
            GitError::Failed(format!("could not prepare a look at the repository: {error}"))
        })?;
        let variables = Arc::new(view.variables(&places, &settings)?);
        Ok(Self { folder: folder.to_owned(), prefix, variables, view: Arc::new(view) })
    }

    /// The path of the folder inside the repository: empty, or ending in `/`.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A call of git with these words, in the folder that was asked about.
    pub(crate) fn call(&self, args: &[&str]) -> GitCall {
        GitCall::new(&self.folder, &self.variables, Arc::clone(&self.view)).args(args)
    }

    /// A call of git with these words, at the top of the repository.
    pub(crate) fn call_at_top(&self, args: &[&str]) -> GitCall {
        let top = self.variables.get(TOP).map_or_else(|| self.folder.clone(), PathBuf::from);
        GitCall::new(&top, &self.variables, Arc::clone(&self.view)).args(args)
    }
}

/// The variable that tells git where the tracked files are.
pub(super) const TOP: &str = "GIT_WORK_TREE";

impl Places {
    /// Looks for `.git` from a folder upwards, as far as git does.
    fn find(place: &Path) -> Result<Self, GitError> {
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
    fn believable(&self) -> Result<(), GitError> {
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

fn prefix(top: &Path, place: &Path) -> Result<String, GitError> {
    let inside = place.strip_prefix(top).unwrap_or(Path::new(""));
    let text = inside
        .to_str()
        .ok_or_else(|| GitError::Failed("the path inside the repository is not UTF-8".to_owned()))?;
    Ok(if text.is_empty() { String::new() } else { format!("{}/", text.replace('\\', "/")) })
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
