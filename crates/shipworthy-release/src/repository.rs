//! The repository, as far as a plan depends on it. Data only: `planning::gather` asks git for it.

use std::collections::BTreeSet;

/// The state of the repository when a plan is made, or is held against it.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// The commit that is checked out; `None` before the first one.
    pub commit: Option<String>,
    /// The branch that is checked out; `None` when HEAD is detached.
    pub branch: Option<String>,
    /// The remote that would be pushed to.
    pub remote: Option<String>,
    /// The tags that are in this repository.
    pub tags: Vec<String>,
    /// Those of the files that a plan may edit which git does not have, by path from the root of the workspace: ignored,
    /// new, or part of a submodule. No commit of this repository would hold what is written there.
    pub untracked: BTreeSet<String>,
}
