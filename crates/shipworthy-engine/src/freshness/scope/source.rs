//! The source of a part of a fingerprint: the files or settings that it is about.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::file_filter::FileFilter;
use crate::facts::tree::{TreeFile, file_digest};
use crate::sys::reading::{MOST_SETTINGS, read_limited};

/// One file of a list: its path and its digest.
pub(super) type Seen<'t> = (Cow<'t, str>, Cow<'t, str>);

/// The files or settings that one part of a fingerprint is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum InputSource {
    /// The files of a member, by its place in the workspace.
    Package(usize),
    /// The files in the folder of a member that are compiled and not of the tree, by its place in the workspace.
    Beside(usize),
    /// All files of the tree below a folder.
    Folder(String),
    /// The files of the tree that match.
    Glob(String),
    /// One file, in the tree or ignored by git.
    File(String),
    /// All files below a folder that the tree does not hold.
    Outside(String),
    /// All files of the tree.
    Tree,
    /// The files below a folder that are on the disk and not of the tree.
    Others {
        /// The folder; empty for the root.
        below: String,
        /// The files that do not count, because gates made them.
        written: BTreeSet<String>,
    },
    /// The list of the files that differ from the commit.
    Dirty,
    /// Cargo's settings in the folders above the root and in Cargo's home.
    CargoSettings,
    /// What a gate leaves of another source that it is presumed to read.
    Narrowed(Box<InputSource>, FileFilter),
}

impl InputSource {
    /// The member that the part is about, by its place in the workspace.
    pub(super) fn member(&self) -> Option<usize> {
        if let Self::Package(at) = self { Some(*at) } else { None }
    }

    /// Is it about the folder of a package, the sources of which are read by whatever compiles it?
    pub(super) fn is_of_package(&self) -> bool {
        matches!(self, Self::Package(_) | Self::Folder(_) | Self::Outside(_))
    }

    /// May it hold files that are presumed to be read, and not told by their name?
    pub(super) fn is_presumed(&self) -> bool {
        self.is_of_package() || matches!(self, Self::Tree | Self::Others { .. })
    }
}

/// A file of the tree, as one of a list.
pub(super) fn seen(file: &TreeFile) -> Seen<'_> {
    (Cow::from(&file.path), Cow::from(&file.digest))
}

/// A file that the tree does not hold, when there is one on disk.
pub(super) fn unlisted<'t>(root: &Path, path: &str) -> Option<Seen<'t>> {
    let digest = match file_digest(&root.join(path)) {
        Ok(digest) => digest?,
        Err(error)
            if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
        {
            return None;
        }
        Err(error) => format!("unreadable: {}", error.kind()),
    };
    Some((Cow::from(path.to_owned()), Cow::from(digest)))
}

/// The text of a manifest or a settings file; empty when there is none.
pub(super) fn text(root: &Path, path: &str) -> String {
    read_limited(&root.join(path), MOST_SETTINGS)
        .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}
