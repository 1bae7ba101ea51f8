//! What a symbolic link of the tree leads to when that lies outside of the workspace: told apart by names, sizes and
//! times. Its content is never read: it is none of ours, and there may be much of it.

use std::fs;
use std::io;
use std::path::Path;

use shipworthy_model::unknown::{Reason, Unknown};

use crate::facts::tree::FileStamp;

/// The most files and folders that are looked at behind one link.
const MOST: usize = 10_000;

/// The files and folders that `link` leads to, at `real`, each with what it can be told by. Links further on are not
/// followed.
///
/// # Errors
///
/// When there are too many of them, or one cannot be looked at.
pub(super) fn sightings(link: &str, real: &Path) -> Result<Vec<(String, String)>, Unknown> {
    let unseen = |why: String| {
        Unknown::new(Reason::CouldNotLook, format!("`{link}` leads out of the workspace, {why}"))
    };
    let failed = |path: &Path, error: io::Error| {
        unseen(format!("and {} cannot be looked at: {error}", path.display()))
    };
    let mut seen = Vec::new();
    let mut open = vec![(real.to_path_buf(), link.to_owned())];
    while let Some((path, name)) = open.pop() {
        let metadata = fs::symlink_metadata(&path).map_err(|error| failed(&path, error))?;
        if metadata.is_dir() {
            for entry in fs::read_dir(&path).map_err(|error| failed(&path, error))? {
                let entry = entry.map_err(|error| failed(&path, error))?;
                open.push((entry.path(), format!("{name}/{}", entry.file_name().to_string_lossy())));
            }
        }
        // Whoever writes a file changes its stamp, and a part of that cannot be set back.
        seen.push((name, format!("outside {}", FileStamp::of(&metadata))));
        if seen.len() + open.len() > MOST {
            return Err(unseen(format!(
                "to more than {MOST} files; take the link away, or let git ignore it and name what the gate depends on in `inputs`"
            )));
        }
    }
    seen.sort_unstable();
    Ok(seen)
}
