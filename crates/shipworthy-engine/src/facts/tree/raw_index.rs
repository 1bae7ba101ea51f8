//! Whether git tracks the store, told from the bytes of its index, for when git itself cannot be asked.

use std::path::{Path, PathBuf};

use crate::sys::reading::{MOST_SETTINGS, read_limited, read_optional};

/// The size of the largest index that is read, in bytes.
const MOST: u64 = 256 << 20;

/// Does git perhaps track something below a folder of this name, in the repository that `root` lies in? `None` when that
/// cannot be told. Names that only look alike count as well: whoever has no git may run a gate too often.
pub(super) fn may_track(root: &Path, name: &str) -> Option<bool> {
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok()) else {
        return Some(false);
    };
    let folder = git_folder(top)?;
    // Parts of the index may stand in another file.
    if folder
        .read_dir()
        .ok()?
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("sharedindex"))
    {
        return None;
    }
    let Some(index) = read_optional(&folder.join("index"), MOST).ok()? else { return Some(false) };
    // From the fourth version on names are shortened by what the name before has as well.
    match index.get(..8)? {
        [b'D', b'I', b'R', b'C', 0, 0, 0, 2 | 3] => {
            Some(index.windows(name.len()).any(|bytes| bytes.eq_ignore_ascii_case(name.as_bytes())))
        }
        _ => None,
    }
}

/// The folder of the repository; a working tree beside it says in a file where that is.
fn git_folder(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = String::from_utf8(read_limited(&git, MOST_SETTINGS).ok()?).ok()?;
    Some(top.join(text.strip_prefix("gitdir:")?.trim()))
}
