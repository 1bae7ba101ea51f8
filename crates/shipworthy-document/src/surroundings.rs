//! What a document stands in: the files of the tree, the Cargo workspace, the flags that tools accept. Handed in.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Flags, Package, Workspace};

/// What is known without running anything.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Every file of the tree that git knows or would add, sorted, relative to the root, with `/`.
    pub files: Vec<String>,
    /// Files of the tree that may be executed.
    pub executable: BTreeSet<String>,
    /// The Cargo workspace, as far as it could be read.
    pub workspace: Option<Workspace>,
    /// For each command asked after (`cargo build`): the flags its own help names. A command that is not there could
    /// not be asked.
    pub flags: BTreeMap<String, Flags>,
    /// The subcommands of each tool asked after (`cargo`).
    pub subcommands: BTreeMap<String, BTreeSet<String>>,
    /// The packages that `Cargo.lock` names. Empty when there is none.
    pub locked: BTreeSet<String>,
}

impl Surroundings {
    /// The members of the workspace; none where there is no Cargo.
    pub fn packages(&self) -> &[Package] {
        self.workspace.as_ref().map_or(&[], |workspace| &workspace.packages)
    }
}
