//! Paths of the workspace as text: relative to its root, with `/`, beginning with `../` for what lies outside.

use std::path::{Component, Path};

use shipworthy_model::path::resolve;

use crate::facts::tree::Tree;

/// Files at the root that every build and test depends on.
const SHARED: &[&str] = &[
    ".cargo/config",
    ".cargo/config.toml",
    ".clippy.toml",
    ".config/nextest.toml",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "clippy.toml",
    "deny.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
    "rustfmt.toml",
];

/// Those of the shared files that are on disk; also when git ignores them, as many a `Cargo.lock` is.
pub(super) fn shared_files(root: &Path, tree: &Tree) -> impl Iterator<Item = String> {
    let there = |path: &str| tree.file(path).is_some() || root.join(path).is_file();
    SHARED.iter().filter(move |path| there(path)).map(|path| (*path).to_owned())
}

/// `path`, as written in a file of `folder`, seen from the root. Nothing is looked up on disk.
pub(super) fn place(root: &Path, folder: &str, path: &str) -> String {
    if Path::new(path).is_absolute() {
        return from_root(root, Path::new(path));
    }
    resolve(folder, &path.replace('\\', "/"))
}

/// An absolute path, seen from the root.
pub(crate) fn from_root(root: &Path, path: &Path) -> String {
    let common = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    // Another drive cannot be reached by climbing.
    if common == 0 {
        return path.to_string_lossy().into_owned();
    }
    let up = root.components().skip(common).map(|_| "..".into());
    let down = path.components().skip(common).filter(|part| !matches!(part, Component::RootDir));
    up.chain(down.map(|part| part.as_os_str().to_string_lossy())).collect::<Vec<_>>().join("/")
}

/// Is `folder` the same as `path`, or a folder above it?
pub(super) fn is_above(folder: &str, path: &str) -> bool {
    let climbs = folder.split('/').all(|part| part == "..");
    folder.is_empty()
        || climbs
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_root() {
        let cases = [
            ("crates/a/src", "../../b/x.rs", "crates/b/x.rs"),
            ("crates/a", "/../../x", "x"),
            ("", "../shared", "../shared"),
            ("a", "../../../x", "../../x"),
            ("a", "./b//c", "a/b/c"),
            ("a", "/w/x", "x"),
            ("a", "/o/x", "../o/x"),
        ];
        for (folder, path, seen) in cases {
            if cfg!(unix) || !path.starts_with('/') {
                let path = if path == "/../../x" { &path[1..] } else { path };
                assert_eq!(place(Path::new("/w"), folder, path), seen, "{folder} {path}");
            }
        }
    }

    #[test]
    fn a_folder_is_above_what_it_holds() {
        for (folder, path) in [("", "a"), ("a", "a"), ("a", "a/b"), ("..", "a"), ("../..", "a/b")] {
            assert!(is_above(folder, path), "{folder} {path}");
        }
        for (folder, path) in [("a", "ab"), ("a/b", "a"), ("../x", "a")] {
            assert!(!is_above(folder, path), "{folder} {path}");
        }
    }
}
