//! The repository around a folder, and how git is called for it: under our settings, and never under its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::call::GitCall;
use super::endless::endless;
use super::error::GitError;
use super::places::RepositoryPlaces;
use super::settings::RepositorySettings;
use super::view::{RepositoryView, TOP};

/// The repository around a folder, with the settings under which git is asked about it.
#[derive(Debug, Clone)]
pub(crate) struct GitRepository {
    /// The folder that was asked about.
    folder: PathBuf,
    /// The path of that folder inside the repository: empty, or ending in `/`.
    prefix: String,
    /// The variables of every call.
    variables: Arc<BTreeMap<String, String>>,
    /// Do settings, or attributes outside of the tracked files, make git keep files in another form than they have here?
    converts: bool,
    /// What git is shown in place of the repository's own settings; there as long as this value.
    view: Arc<RepositoryView>,
}

impl GitRepository {
    /// The repository that `folder` lies in. A bare repository is none: it could lie in the files of another one.
    ///
    /// # Errors
    ///
    /// When there is none, or it is one that git is not asked about.
    pub(crate) fn around(folder: &Path) -> Result<Self, GitError> {
        let place = folder.canonicalize().map_err(|_| GitError::NoRepository)?;
        let places = RepositoryPlaces::find(&place)?;
        places.believable()?;
        if let Some(why) = endless(&places) {
            return Err(GitError::Failed(why));
        }
        let prefix = prefix(&places.top, &place)?;
        let settings = RepositorySettings::read(&places).map_err(GitError::Failed)?;
        let view = RepositoryView::make(&places, &settings).map_err(|error| {
            let folder = std::env::temp_dir();
            GitError::NoRoom(format!(
                "could not write in {} what git is asked with: {error}; free some space there, or name another folder with TMPDIR",
                folder.display()
            ))
        })?;
        let variables = Arc::new(view.variables(&places, &settings)?);
        let converts = settings.converts();
        Ok(Self { folder: folder.to_owned(), prefix, variables, converts, view: Arc::new(view) })
    }

    /// The path of the folder inside the repository: empty, or ending in `/`.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Do settings, or attributes outside of the tracked files, make git keep files in another form than they have here?
    pub(crate) fn converts(&self) -> bool {
        self.converts
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

fn prefix(top: &Path, place: &Path) -> Result<String, GitError> {
    let inside = place.strip_prefix(top).unwrap_or(Path::new(""));
    let text = inside
        .to_str()
        .ok_or_else(|| GitError::Failed("the path inside the repository is not UTF-8".to_owned()))?;
    Ok(if text.is_empty() { String::new() } else { format!("{}/", text.replace('\\', "/")) })
}

/// The folder of `root` within the repository around it, with `/`; empty at its top, and where there is none.
pub(crate) fn folder_below_top(root: &Path) -> String {
    let Ok(place) = root.canonicalize() else { return String::new() };
    let Ok(places) = RepositoryPlaces::find(&place) else { return String::new() };
    prefix(&places.top, &place).unwrap_or_default().trim_end_matches('/').to_owned()
}
