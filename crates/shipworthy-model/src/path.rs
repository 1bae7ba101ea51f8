//! Paths of the workspace as text: relative to its root, with `/` on every system. Nothing is looked up on disk.

use std::iter;

/// The folder that a path lies in; empty for the root.
pub fn folder(path: &str) -> &str {
    split(path).0
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    split(path).1
}

/// The folder that a path lies in, and its last part.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// What lies at `path` below `folder`; both are taken as they are.
pub fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// A folder and those around it, from the inside out; the root, which is empty, comes last.
pub fn ancestors(of: &str) -> impl Iterator<Item = &str> {
    iter::successors(Some(of), |path| (!path.is_empty()).then(|| folder(path)))
}

/// Where a path leads from a folder, in its plainest form: without `.` and `..`, but for `../` in front where it leads
/// out of the root.
pub fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Where a path leads from a folder, as by [`resolve`]; `None` where it leads out of the root.
pub fn resolve_inside(folder: &str, path: &str) -> Option<String> {
    Some(resolve(folder, path)).filter(|path| path.split('/').next() != Some(".."))
}

/// The way from a folder to a path, which leads there as by [`resolve`]; `.` where they are the same.
pub fn way(from: &str, to: &str) -> String {
    let (from, to) = (components(from), components(to));
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = iter::repeat_n("..", from.len() - shared);
    let way: Vec<&str> = up.chain(to[shared..].iter().copied()).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

/// The parts of a path; none for the root.
fn components(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// Does the path have a `..` in it, wherever it leads?
pub fn climbs(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_a_folder_leads_there() {
        for (from, to, expected) in [
            ("crates/a", "crates/b", "../b"),
            ("", "crates/b", "crates/b"),
            ("crates/a", "", "../.."),
            ("a", "a/b", "b"),
            ("a", "a", "."),
            ("ab", "a", "../a"),
        ] {
            assert_eq!(way(from, to), expected, "{from} to {to}");
            assert_eq!(resolve(from, &way(from, to)), to, "{from} to {to}");
        }
    }

    #[test]
    fn a_path_is_brought_to_its_plainest_form() {
        for (folder, path, whole) in [
            ("crates/a/src", "../../b/x.rs", "crates/b/x.rs"),
            ("", "../shared", "../shared"),
            ("a", "../../../x", "../../x"),
            ("../a", "../x", "../x"),
            ("a", "./b//c/", "a/b/c"),
            ("a/", "/b", "a/b"),
            ("a", "..", ""),
            ("", "", ""),
        ] {
            assert_eq!(resolve(folder, path), whole, "{folder} {path}");
            let inside = !whole.starts_with("..");
            assert_eq!(resolve_inside(folder, path), inside.then(|| whole.to_owned()), "{folder} {path}");
        }
        assert_eq!(resolve_inside("a", "..b/c").as_deref(), Some("a/..b/c"));
        assert_eq!(resolve_inside("", "..b").as_deref(), Some("..b"));
    }

    #[test]
    fn a_path_that_climbs_is_known_by_its_parts() {
        for (path, climbing) in
            [("..", true), ("a/../b", true), ("a..b/c", false), ("...", false), ("", false)]
        {
            assert_eq!(climbs(path), climbing, "{path}");
        }
    }

    #[test]
    fn folders_and_names_come_apart_and_together() {
        for (path, parts) in [("a/b/c.rs", ("a/b", "c.rs")), ("c.rs", ("", "c.rs")), ("", ("", ""))] {
            assert_eq!((folder(path), name(path)), parts);
            assert_eq!(join(parts.0, parts.1), path);
        }
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("").collect::<Vec<_>>(), [""]);
    }
}
