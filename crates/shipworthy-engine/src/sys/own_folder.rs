//! The one door to files of the evidence store: below a folder of ours nothing is a link, nothing is a pipe, nothing is
//! somebody else's, and nothing is read without a bound. What is otherwise is told, and not touched.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::at::{self, EntryKind, Handle};
use super::open_folder::OpenFolder;

/// The most things in the wrong place that are told of one folder.
const MOST_TOLD: usize = 10;

/// How many folders deep a folder of ours is looked through.
const DEPTH: usize = 5;

/// A folder of ours below one that is trusted, such as `.readiness` below the root of the workspace. It need not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFolder {
    /// The trusted folder: what leads to it is followed, as the user chose it.
    base: PathBuf,
    /// The way from the trusted folder, of which nothing may be a link.
    inner: PathBuf,
}

/// Something that stands in a folder of ours and does not belong there. It is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The path of what does not belong there.
    pub path: PathBuf,
    /// What it is, such as `is a symbolic link`.
    pub what: String,
}

impl OwnFolder {
    /// The folder `inner` below `base`, which is trusted. Touches nothing.
    pub fn below(base: &Path, inner: &str) -> Self {
        Self { base: base.to_owned(), inner: PathBuf::from(inner) }
    }

    /// A folder within this one.
    #[must_use]
    pub fn folder(&self, name: &str) -> Self {
        Self { base: self.base.clone(), inner: self.inner.join(name) }
    }

    /// The path of the folder, for people and for programs that are given it. Files are opened by [`OwnFolder::open`].
    pub fn path(&self) -> PathBuf {
        if self.inner.as_os_str().is_empty() { self.base.clone() } else { self.base.join(&self.inner) }
    }

    /// Opens the folder, following no link on the way from the trusted one.
    ///
    /// # Errors
    ///
    /// When it is not there, cannot be opened, or something foreign stands on the way.
    pub fn open(&self) -> io::Result<OpenFolder> {
        self.walk(false)
    }

    /// Makes the folder and those above it, where they are missing, and opens it.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or something foreign stands on the way.
    pub fn make(&self) -> io::Result<OpenFolder> {
        self.walk(true)
    }

    /// The open folder that a file lies in, whose path from here may lead through folders, and the name of the file.
    ///
    /// # Errors
    ///
    /// When the folder cannot be opened.
    pub fn open_for<'n>(&self, file: &'n str) -> io::Result<(OpenFolder, &'n str)> {
        match file.rsplit_once('/') {
            Some((folder, name)) => Ok((self.folder(folder).open()?, name)),
            None => Ok((self.open()?, file)),
        }
    }

    /// Is the folder there, as one of ours or as anything else?
    pub fn is_there(&self) -> bool {
        !self.open().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    }

    /// What stands in the folder and all below it, and does not belong there: links, pipes, folders of others. The first
    /// few; none when the folder is not there.
    pub fn foreign(&self) -> Vec<Foreign> {
        let mut found = Vec::new();
        match self.open() {
            Ok(folder) => search(&folder, DEPTH, &mut found),
            Err(error) => found.extend(Foreign::behind(&error).cloned()),
        }
        found
    }

    fn walk(&self, make: bool) -> io::Result<OpenFolder> {
        let mut path = self.base.clone();
        let mut handle: Handle = at::open_trusted(&path)?;
        for part in self.inner.components() {
            let std::path::Component::Normal(name) = part else {
                return Err(Foreign::error(&self.path(), "does not lie where it says"));
            };
            path.push(name);
            handle = match at::open_folder(&handle, name, &path) {
                Err(error) if make && error.kind() == io::ErrorKind::NotFound => {
                    match at::make_folder(&handle, name) {
                        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                        _ => at::open_folder(&handle, name, &path)?,
                    }
                }
                opened => opened?,
            };
        }
        Ok(OpenFolder::new(handle, path))
    }
}

/// Adds what does not belong into a folder, or into those in it.
fn search(folder: &OpenFolder, depth: usize, found: &mut Vec<Foreign>) {
    let Ok(names) = folder.names() else { return };
    for (name, kind) in names {
        if found.len() >= MOST_TOLD {
            return;
        }
        match kind {
            EntryKind::File => {}
            EntryKind::Folder if depth > 0 => match folder.open_folder(&name) {
                Ok(inner) => search(&inner, depth - 1, found),
                Err(error) => found.extend(Foreign::behind(&error).cloned()),
            },
            EntryKind::Folder => {}
            other => found.push(Foreign { path: folder.path().join(name), what: other.told().to_owned() }),
        }
    }
}

impl Foreign {
    /// The error of an attempt to use what does not belong here.
    pub(super) fn error(path: &Path, what: impl Into<String>) -> io::Error {
        io::Error::other(Self { path: path.to_owned(), what: what.into() })
    }

    /// The foreign thing that an error is about, if it is about one.
    pub fn behind(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.what)
    }
}

impl std::error::Error for Foreign {}
