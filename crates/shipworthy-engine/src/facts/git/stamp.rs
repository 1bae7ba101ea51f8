//! All of a repository that an answer about its files can depend on beyond those files, told by stamps: while they are the
//! same, git would answer the same.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::GitError;
use super::places::RepositoryPlaces;
use super::settings::{RepositorySettings, at_home};
use crate::facts::tree::FileStamp;
use crate::sys::search_path::SearchPath;

/// The most refs that are looked at. With more of them git is asked each time.
const MOST_REFS: usize = 5000;

/// Files of a repository, beside its refs, that git reads when it is asked about files.
const PARTS: &[&str] = &["HEAD", "index", "info/exclude", "info/sparse-checkout", "packed-refs", "shallow"];

/// What an answer about the files of a repository depends on beyond these files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RepositoryStamp {
    /// The settings that git is shown, and where the repository lies; empty without a repository.
    pub(crate) settings: String,
    /// The files of the repository and of the user that git reads, sorted, each with what the system says of it.
    pub(crate) files: Vec<(String, FileStamp)>,
}

impl RepositoryStamp {
    /// The stamp of the repository around `root`; `None` where it cannot be told whether git would answer the same.
    pub(crate) fn of(root: &Path) -> Option<Self> {
        let place = root.canonicalize().ok()?;
        let places = match RepositoryPlaces::find(&place) {
            Ok(places) => places,
            Err(GitError::NoRepository) => return Some(Self { settings: String::new(), files: Vec::new() }),
            Err(_) => return None,
        };
        places.believable().ok()?;
        let settings = RepositorySettings::read(&places).ok()?;
        let mut files = Vec::new();
        for folder in [&places.own, &places.common] {
            PARTS.iter().for_each(|part| add(&folder.join(part), &mut files));
            for below in ["refs", "reftable"] {
                refs(&folder.join(below), &mut files)?;
            }
        }
        // The index of a large repository may be split over several files.
        for entry in fs::read_dir(&places.own).ok()?.flatten() {
            if entry.file_name().to_string_lossy().starts_with("sharedindex") {
                add(&entry.path(), &mut files);
            }
        }
        let above = place.ancestors().skip(1).take_while(|folder| folder.starts_with(&places.top));
        above.for_each(|folder| add(&folder.join(".gitignore"), &mut files));
        settings.excludes().into_iter().for_each(|file| add(&at_home(file), &mut files));
        usual_excludes().iter().for_each(|file| add(file, &mut files));
        add(&SearchPath::outside(root).find(OsStr::new("git"))?, &mut files);
        files.sort_unstable();
        files.dedup();
        let lies = [&places.top, &places.own, &places.common].map(|place| format!("{}\n", place.display()));
        Some(Self { settings: lies.concat() + &settings.text(), files })
    }

    /// Would a change after a look at this time be seen?
    pub(crate) fn is_settled(&self, look: SystemTime) -> bool {
        self.files.iter().all(|(_, stamp)| stamp.is_settled(look))
    }
}

fn add(file: &Path, files: &mut Vec<(String, FileStamp)>) {
    // What a link leads to is what git reads.
    if let Ok(metadata) = fs::metadata(file) {
        files.push((file.to_string_lossy().into_owned(), FileStamp::of(&metadata)));
    }
}

/// Adds the refs below a folder; `None` when there are too many.
fn refs(folder: &Path, files: &mut Vec<(String, FileStamp)>) -> Option<()> {
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            match entry.file_type().ok()?.is_dir() {
                true => open.push(entry.path()),
                false => add(&entry.path(), files),
            }
        }
        if files.len() > MOST_REFS {
            return None;
        }
    }
    Some(())
}

/// Where git looks for what the user wants ignored everywhere when no setting says.
fn usual_excludes() -> Vec<PathBuf> {
    let settings = env::var_os("XDG_CONFIG_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = env::home_dir().map(|home| home.join(".config"));
    settings.into_iter().chain(home).map(|folder| folder.join("git/ignore")).collect()
}
