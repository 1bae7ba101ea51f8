//! A folder for what nobody shall find afterwards.
#![expect(clippy::disallowed_methods, reason = "this is the scratch folder that everybody else must use")]

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::files::unique;

/// The scratch folders that are there now, and whether there may be new ones.
static LIVE: Mutex<(BTreeSet<PathBuf>, bool)> = Mutex::new((BTreeSet::new(), true));

/// Removes every scratch folder of this process, which is about to end: threads that still look at something do not come to
/// their end, nor does what they hold.
pub fn remove_all() {
    let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    live.1 = false;
    for folder in std::mem::take(&mut live.0) {
        let _ = fs::remove_dir_all(folder);
    }
}

/// A folder among the temporary ones of this machine, which only this user can look into. It is gone with this value.
#[derive(Debug)]
pub struct ScratchFolder(PathBuf);

impl ScratchFolder {
    /// Makes a scratch folder whose name begins with `prefix`.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn new(prefix: &str) -> io::Result<Self> {
        let path = env::temp_dir().join(format!("{prefix}{}", unique()));
        let mut folder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        if !live.1 {
            return Err(io::Error::other("the program is about to end"));
        }
        // Not those above it: what is there already under this name belongs to somebody else.
        folder.create(&path)?;
        live.0.insert(path.clone());
        Ok(Self(path))
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // Whoever cleans temporary folders away may have been first.
        let _ = fs::remove_dir_all(&self.0);
        LIVE.lock().unwrap_or_else(PoisonError::into_inner).0.remove(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_folder_is_there_as_long_as_its_value() {
        let (one, other) = (ScratchFolder::new("scratch-").unwrap(), ScratchFolder::new("scratch-").unwrap());
        assert_ne!(one.path(), other.path());
        let path = one.path().to_owned();
        super::super::files::write_scratch(&path.join("file"), b"x").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        }
        drop(one);
        assert!(!path.exists() && other.path().is_dir());
    }
}
