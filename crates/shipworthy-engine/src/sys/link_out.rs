//! Links that lie in the workspace and lead out of it: whoever wrote the workspace chose where they lead, so nothing is
//! read or written through them.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The first link on the way of `path` that lies below `root` and leads out of it; `None` when there is none. What lies
/// elsewhere by its own path was named by the user and is theirs to name.
pub fn link_out(root: &Path, path: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    let mut place = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => drop(place.pop()),
            Component::CurDir => {}
            Component::Normal(name) => {
                let next = place.join(name);
                if !fs::symlink_metadata(&next).is_ok_and(|metadata| metadata.is_symlink()) {
                    place = next;
                    continue;
                }
                // One that leads nowhere is replaced as it is, and cannot be read.
                let real = next.canonicalize().ok()?;
                if place.starts_with(&root) && !real.starts_with(&root) {
                    return Some(next);
                }
                place = real;
            }
            other => place.push(other),
        }
    }
    None
}
