//! The files of packages that the tree does not hold, because git ignores them, or they lie in a submodule or outside. A listing
//! of the disk is not asked for them: it ends at the root, and takes a folder with the tag of a cache for nobody's, which a
//! package is not.

use std::collections::BTreeSet;
use std::path::Path;

use shipworthy_model::facts::Workspace;

use super::declared::declared;
use crate::facts::tree::{Tree, TreeFile, walk};

/// The files of members that the tree does not hold, and of the packages in these folders; of members that it holds, the
/// sources that git ignores and that others declare.
pub(super) fn files(
    root: &Path,
    tree: &Tree,
    workspace: Option<&Workspace>,
    folders: impl Iterator<Item = String>,
) -> Vec<TreeFile> {
    let members = workspace.iter().flat_map(|workspace| &workspace.packages);
    let absent = members.filter(|package| tree.file(&package.manifest).is_none());
    let folders: BTreeSet<String> = absent.map(|package| package.dir.clone()).chain(folders).collect();
    let mut files = declared(root, tree, workspace);
    for folder in folders {
        let found = walk(&root.join(&folder)).0.into_iter();
        files.extend(found.map(|file| TreeFile { path: format!("{folder}/{}", file.path).into(), ..file }));
    }
    files
}
