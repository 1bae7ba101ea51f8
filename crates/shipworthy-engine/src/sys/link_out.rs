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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_that_leads_out_is_found_wherever_it_stands_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let (root, out) = (folder.path().join("root"), folder.path().join("out"));
        for made in [root.join("docs"), out.clone()] {
            fs::create_dir_all(made).unwrap();
        }
        for file in [root.join("docs/in.md"), out.join("a.md")] {
            fs::File::create(file).unwrap();
        }
        symlink("../out/a.md", root.join("file.md")).unwrap();
        symlink("../out", root.join("folder")).unwrap();
        symlink("file.md", root.join("twice.md")).unwrap();
        symlink("docs/in.md", root.join("inside.md")).unwrap();
        symlink("nowhere", root.join("dangling.md")).unwrap();
        symlink(&root, folder.path().join("way")).unwrap();
        for path in ["file.md", "folder/a.md", "twice.md", "docs/../folder/a.md"] {
            assert!(link_out(&root, &root.join(path)).is_some(), "{path}");
            assert!(link_out(&folder.path().join("way"), &folder.path().join("way").join(path)).is_some());
        }
        for path in ["docs/in.md", "inside.md", "dangling.md", "missing.md", "../out/a.md"] {
            assert_eq!(link_out(&root, &root.join(path)), None, "{path}");
        }
    }
}
