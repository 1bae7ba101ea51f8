//! A folder of ours that is open. Each file in it is opened by its name alone, and only if it is a regular file of ours.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::at::{self, Handle, Opening};
pub use super::at::{EntryKind, FileIdentity, SeenFile};
use super::files::{AppendFile, UNFINISHED, unique};
use super::own_folder::Foreign;

/// A folder of ours that is open. What happens in it happens in this very folder, whatever its path leads to meanwhile.
#[derive(Debug)]
pub struct OpenFolder {
    handle: Handle,
    path: PathBuf,
}

impl OpenFolder {
    pub(super) fn new(handle: Handle, path: PathBuf) -> Self {
        Self { handle, path }
    }

    /// The path that the folder was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder in this one.
    ///
    /// # Errors
    ///
    /// When it is not there, is no folder of ours, or cannot be opened.
    pub fn open_folder(&self, name: &OsString) -> io::Result<Self> {
        let path = self.path.join(name);
        Ok(Self { handle: at::open_folder(&self.handle, name, &path)?, path })
    }

    /// The names in the folder, and what stands under each. Nothing is opened.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn names(&self) -> io::Result<Vec<(OsString, EntryKind)>> {
        at::names(&self.handle)
    }

    /// What stands under a name: a regular file of ours, with its length and its time.
    ///
    /// # Errors
    ///
    /// When it is not there, or is anything else.
    pub fn see(&self, name: &str) -> io::Result<SeenFile> {
        at::see(&self.handle, plain(name)?, &self.path)
    }

    /// Is a regular file of ours there?
    pub fn has(&self, name: &str) -> bool {
        self.see(name).is_ok()
    }

    /// The content of a file that has no more than `most` bytes.
    ///
    /// # Errors
    ///
    /// When it is not there, is no regular file of ours, is larger, or cannot be read.
    pub fn read(&self, name: &str, most: u64) -> io::Result<Vec<u8>> {
        let (file, length) = self.open_file(name, Opening::Read)?;
        let too_large = || Foreign::error(&self.path.join(name), format!("is larger than {most} bytes"));
        if length > most {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default().saturating_add(1));
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
    }

    /// The content of a file as [`OpenFolder::read`] gives it; `None` when there is none.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    pub fn read_optional(&self, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
        match self.read(name, most) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens a file for reading from its beginning.
    ///
    /// # Errors
    ///
    /// When it is not there or is no regular file of ours.
    pub fn reader(&self, name: &str) -> io::Result<File> {
        Ok(self.open_file(name, Opening::Read)?.0)
    }

    /// Opens a lock file, and makes it where it is missing.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or is no regular file of ours.
    pub(super) fn lock_file(&self, name: &str) -> io::Result<File> {
        Ok(self.open_file(name, Opening::Change)?.0)
    }

    /// Opens a file that only grows, and makes it where it is missing. [`OpenFolder::sync`] makes a new one survive a
    /// power cut.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or is no regular file of ours.
    pub fn append(&self, name: &str) -> io::Result<AppendFile> {
        Ok(AppendFile::new(self.open_file(name, Opening::Append)?.0))
    }

    /// Makes an empty file that is not there yet. Whatever writes to it, also through a descriptor of its own, writes at
    /// the end.
    ///
    /// # Errors
    ///
    /// When something has that name already, or the file cannot be made.
    pub fn create(&self, name: &str) -> io::Result<File> {
        Ok(self.open_file(name, Opening::Create)?.0)
    }

    /// Writes a whole file: after a crash at any moment there is the old one or the new one, never a part.
    ///
    /// # Errors
    ///
    /// What the system says; the old file is untouched then and nothing is left beside it.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.replace(name, |file| file.write_all(bytes).and_then(|()| file.sync_all()))?;
        self.sync()
    }

    /// Writes a whole file as [`OpenFolder::write`] does, but does not wait for the disk: after a power cut it may be
    /// empty. For what can be made again.
    ///
    /// # Errors
    ///
    /// What the system says; the old file is untouched then.
    pub fn write_unsynced(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.replace(name, |file| file.write_all(bytes))
    }

    /// Copies a file from elsewhere into the folder, whole or not at all.
    ///
    /// # Errors
    ///
    /// What the system says; the old file is untouched then.
    pub fn copy_in(&self, from: &Path, name: &str) -> io::Result<()> {
        let mut from = File::open(from)?;
        self.replace(name, |file| io::copy(&mut from, file).map(drop))
    }

    fn replace(&self, name: &str, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
        // What is replaced was ours as well, or is not touched.
        match self.see(name) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let unfinished = format!("{UNFINISHED}{}", unique());
        let written = self.create(&unfinished).and_then(|mut file| fill(&mut file));
        let written = written.and_then(|()| at::rename(&self.handle, &unfinished, plain(name)?));
        if written.is_err() {
            // The first error is the one to tell; the file may not even be there.
            let _ = at::remove(&self.handle, &unfinished);
        }
        written
    }

    /// Gives a file another name, in place of what has that name already.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        at::rename(&self.handle, plain(from)?, plain(to)?)
    }

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// What the system says, also when it is not there or is no regular file of ours.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.see(name)?;
        at::remove(&self.handle, plain(name)?)
    }

    /// Makes new and renamed files of the folder survive a power cut.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn sync(&self) -> io::Result<()> {
        at::sync(&self.handle)
    }

    /// Tries whether something can be written in the folder, with a file that is removed again.
    ///
    /// # Errors
    ///
    /// What the system says when it cannot.
    pub fn try_out(&self) -> io::Result<()> {
        let name = format!("{UNFINISHED}{}", unique());
        let written = self.create(&name).and_then(|mut file| file.write_all(b"tried\n"));
        let removed = at::remove(&self.handle, &name);
        written.and(removed)
    }

    fn open_file(&self, name: &str, opening: Opening) -> io::Result<(File, u64)> {
        at::open_file(&self.handle, plain(name)?, &self.path.join(name), opening)
    }
}

/// A name that leads nowhere else.
fn plain(name: &str) -> io::Result<&str> {
    match name {
        "" | "." | ".." => Err(io::Error::from(ErrorKind::InvalidInput)),
        _ if name.contains(['/', '\\', '\0']) => Err(io::Error::from(ErrorKind::InvalidInput)),
        _ => Ok(name),
    }
}
