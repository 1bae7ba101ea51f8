//! A folder for what nobody shall find afterwards.
#![expect(clippy::disallowed_methods, reason = "this is the scratch folder that everybody else must use")]

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::files::unique;

/// The scratch folders that are there now, and whether there may be new ones.
static LIVE: Mutex<(BTreeSet<PathBuf>, bool)> = Mutex::new((BTreeSet::new(), true));

/// Removes every scratch folder of this process, which is about to end: threads that still look at something do not come to
/// their end, nor does what they hold.
pub fn remove_all() {
    let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    live.1 = false;
    for folder in std::mem::take(&mut live.0) {
        clear(&folder);
    }
}

/// How the names of all scratch folders begin.
const BEGINNING: &str = "shipworthy-";

/// The file in a scratch folder that is locked as long as somebody uses the folder. The kernel holds the lock, so that it
/// ends with the process, however that ends.
const HELD: &str = ".held";

/// A folder is left alone for so long: whoever has just made it may not have locked it yet.
const PATIENCE: Duration = Duration::from_secs(600);

/// Removes the scratch folders of this user whose process was killed. What cannot be removed does no harm but take space.
pub fn sweep() {
    let Some(stale) = SystemTime::now().checked_sub(PATIENCE) else { return };
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let folder = entry.path();
        // Not through a link: what it leads to is no scratch folder.
        let Ok(meta) = folder.symlink_metadata() else { continue };
        let ours =
            entry.file_name().to_string_lossy().starts_with(BEGINNING) && meta.is_dir() && is_own(&meta);
        if !ours || !meta.modified().is_ok_and(|modified| modified < stale) {
            continue;
        }
        match File::open(folder.join(HELD)) {
            Ok(held) if held.try_lock().is_ok() => clear(&folder),
            Ok(_) => {}
            // Killed when it had just been made, or was nearly removed. One with something in it is none of ours.
            Err(_) => drop(fs::remove_dir(&folder)),
        }
    }
}

#[cfg(unix)]
fn is_own(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    meta.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

/// A folder among the temporary ones of this machine, which only this user can look into. It is gone with this value.
#[derive(Debug)]
pub struct ScratchFolder {
    path: PathBuf,
    /// Locked as long as the folder is in use.
    _held: File,
}

impl ScratchFolder {
    /// Makes a scratch folder whose name begins with `shipworthy-` and this word.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn new(word: &str) -> io::Result<Self> {
        let path = env::temp_dir().join(format!("{BEGINNING}{word}-{}", unique()));
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
        drop(live);
        match File::create_new(path.join(HELD))
            .and_then(|held| held.try_lock().map(|()| held).map_err(io::Error::from))
        {
            Ok(held) => Ok(Self { path, _held: held }),
            Err(error) => {
                remove(&path);
                Err(error)
            }
        }
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Removes a folder, what marks it as a scratch folder last: who is killed meanwhile leaves one that can be swept.
fn clear(path: &Path) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten().filter(|entry| entry.file_name() != HELD)
    {
        let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
    }
    // Whoever cleans temporary folders away may have been first.
    let _ = fs::remove_dir_all(path);
}

fn remove(path: &Path) {
    clear(path);
    LIVE.lock().unwrap_or_else(PoisonError::into_inner).0.remove(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_folder_is_there_as_long_as_its_value() {
        let (one, other) = (ScratchFolder::new("one").unwrap(), ScratchFolder::new("other").unwrap());
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

    /// Each kill -9 of a run left a folder among the temporary ones for ever.
    #[test]
    fn a_folder_whose_process_was_killed_is_removed_and_no_other() {
        let used = ScratchFolder::new("used").unwrap();
        let named = |word: &str| env::temp_dir().join(format!("{BEGINNING}{word}-{}", unique()));
        let [killed, begun, young, foreign] = ["killed", "begun", "young", "foreign"].map(named);
        for folder in [&killed, &begun, &young, &foreign] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(foreign.join("mine"), "").unwrap();
        fs::write(killed.join(HELD), "").unwrap();
        fs::write(young.join(HELD), "").unwrap();
        let old = SystemTime::now() - PATIENCE * 2;
        for folder in [&killed, &begun, &foreign, used.path()] {
            File::open(folder).unwrap().set_modified(old).unwrap();
        }
        sweep();
        let there = [&killed, &begun, &young, &foreign, used.path()].map(Path::is_dir);
        fs::remove_dir_all(foreign).unwrap();
        fs::remove_dir_all(young).unwrap();
        assert_eq!(there, [false, false, true, true, true]);
    }
}
