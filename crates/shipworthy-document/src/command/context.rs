//! Where a command stands: the folder it is called in, and what is there. Paths are resolved, never followed.

use shipworthy_model::path::{ancestors, resolve_inside};

use crate::binding::Files;
use crate::surroundings::Surroundings;

/// Where a command stands.
#[derive(Debug, Clone, Copy)]
pub struct CommandContext<'a> {
    /// The folder of the document, relative to the root. A path that is not found from the root may be meant from there.
    pub home: &'a str,
    /// What is known of the tree and the workspace.
    pub surroundings: &'a Surroundings,
    /// The files of the tree, to look up.
    pub files: &'a Files<'a>,
    /// Do lines above it perhaps make what it needs, or change the folder?
    pub unsettled: bool,
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum There {
    /// A file of the tree.
    File(String),
    /// A folder of the tree.
    Folder(String),
    /// Nothing; this is the path that was looked for.
    Nothing(String),
    /// It cannot be told.
    Unclear,
}

/// Folders that hold what is made and not kept.
const MADE: &[&str] = &[
    "target",
    "build",
    "dist",
    "out",
    "node_modules",
    "_build",
    "deps",
    ".venv",
    "venv",
    "bin",
    "tmp",
    "pkg",
];

/// Is it below a folder that holds what is made and not kept?
pub(crate) fn is_made(path: &str) -> bool {
    path.split('/').any(|part| MADE.contains(&part))
}

impl CommandContext<'_> {
    /// What is at `path`, seen from the folder `dir` (empty for the root).
    pub(super) fn look(&self, dir: &str, path: &str) -> There {
        if self.files.is_empty() || path.is_empty() {
            return There::Unclear;
        }
        // A document of a part of the tree speaks from the folder of that part.
        let above = above(self.home).filter(|_| dir.is_empty());
        let found =
            [dir].into_iter().chain(above).filter_map(|folder| resolve(folder, path)).find_map(|path| {
                if self.files.exists(&path) {
                    return Some(There::File(path));
                }
                self.files.is_folder(&path).then_some(There::Folder(path))
            });
        found.unwrap_or_else(|| match resolve(dir, path) {
            Some(path) if !self.unsettled && !is_made(&path) => There::Nothing(path),
            _ => There::Unclear,
        })
    }
}

/// A folder and those around it, without the root.
pub(crate) fn above(folder: &str) -> impl Iterator<Item = &str> {
    ancestors(folder).filter(|around| !around.is_empty())
}

/// Where a path leads from a folder; `None` when that is not in the tree, or not to be told.
fn resolve(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~', '\\']) || path.contains([':', '\\']) {
        return None;
    }
    resolve_inside(folder, path)
}
