//! What git is shown in place of a repository's own settings: a folder with our settings and links to the little that git
//! looks for beside them. Settings, attributes, hooks and grafts of the repository are not in it, so that git can follow
//! none of them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::error::GitError;
use super::places::RepositoryPlaces;
use super::settings::RepositorySettings;
use crate::sys::files::{create_folder, link, write_scratch};
use crate::sys::reading::read_limited;
use crate::sys::scratch::ScratchFolder;

/// Settings that hold whatever the user's are. Only from such a file does git take what says which repositories are safe.
const FIXED: &str = "[safe]\n\tbareRepository = explicit\n[core]\n\tfsmonitor = false\n\thooksPath = /dev/null\n\
                     \tattributesFile = /dev/null\n\tuntrackedCache = false\n\tpager = cat\n[protocol]\n\tallow = never\n\
                     [gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[submodule]\n\trecurse = false\n[fetch]\n\
                     \trecurseSubmodules = false\n[log]\n\tshowSignature = false\n[credential]\n\thelper =\n";

/// The parts of a repository that git looks for beside its settings: where history is cut, and a folder without which it takes
/// nothing for a repository. What branches and tags point at it reads from the repository itself.
const PARTS: &[&str] = &["refs", "shallow"];

/// The variable that tells git where the tracked files are.
pub(super) const TOP: &str = "GIT_WORK_TREE";

/// The most that the list of ignored files of a repository may hold.
const LARGEST: u64 = 1 << 20;

/// A folder that stands for the settings of a repository. It is removed with this value.
#[derive(Debug)]
pub(super) struct RepositoryView(ScratchFolder);

impl RepositoryView {
    /// Makes the folder for this repository.
    ///
    /// # Errors
    ///
    /// When there is no room for it.
    pub(super) fn make(places: &RepositoryPlaces, settings: &RepositorySettings) -> io::Result<Self> {
        let view = Self(ScratchFolder::new("look")?);
        let folder = view.0.path();
        write_scratch(&folder.join("config"), settings.text().as_bytes())?;
        write_scratch(&folder.join("fixed"), FIXED.as_bytes())?;
        create_folder(&folder.join("info"))?;
        // A copy: git would wait for a pipe, and read a device without an end.
        if let Ok(excluded) = read_limited(&places.common.join("info/exclude"), LARGEST) {
            write_scratch(&folder.join("info/exclude"), &excluded)?;
        }
        for part in PARTS {
            let target = places.common.join(part);
            if target.symlink_metadata().is_ok() {
                link(&target, &folder.join(part))?;
            }
        }
        Ok(view)
    }

    /// The variables of a call of git that sees the repository through this folder.
    ///
    /// # Errors
    ///
    /// When a path cannot be written as text.
    pub(super) fn variables(
        &self,
        places: &RepositoryPlaces,
        settings: &RepositorySettings,
    ) -> Result<BTreeMap<String, String>, GitError> {
        let text = |path: &Path| {
            let text = path.to_str().map(str::to_owned);
            text.ok_or_else(|| GitError::Failed(format!("the path {} is not UTF-8", path.display())))
        };
        let folder = self.0.path();
        // The tree with nothing in it, which git knows without having it: no file has an attribute then, and is read as
        // it lies on the disk.
        let nothing = match settings.object_format.as_str() {
            "sha256" => "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
            _ => "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        };
        let fixed = [
            ("GIT_ALLOW_PROTOCOL", "none"),
            ("GIT_ATTR_NOSYSTEM", "1"),
            ("GIT_ATTR_SOURCE", nothing),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_PAGER", "cat"),
            ("GIT_TERMINAL_PROMPT", "0"),
        ];
        let mut all: BTreeMap<String, String> =
            fixed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let paths = [
            ("GIT_DIR", places.own.clone()),
            ("GIT_COMMON_DIR", folder.to_owned()),
            ("GIT_OBJECT_DIRECTORY", places.common.join("objects")),
            (TOP, places.top.clone()),
            ("GIT_CONFIG_GLOBAL", folder.join("fixed")),
        ];
        for (name, path) in paths {
            all.insert(name.to_owned(), text(&path)?);
        }
        if let Ok(own) = std::env::var("GIT_EXEC_PATH") {
            all.insert("GIT_EXEC_PATH".to_owned(), own);
        }
        Ok(all)
    }
}
