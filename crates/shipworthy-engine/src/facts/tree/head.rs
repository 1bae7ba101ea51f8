//! The head of a repository: the commit and the branch that are checked out.

/// The commit and the branch that are checked out, and how they stand to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitHead {
    /// The commit that is checked out; `None` before the first one.
    pub commit: Option<String>,
    /// The branch that is checked out; `None` when the head is detached.
    pub branch: Option<String>,
    /// The upstream branch, when one is set and known here.
    pub upstream: Option<String>,
    /// How many commits the upstream does not have.
    pub ahead: u64,
    /// How many commits only the upstream has, as of the last fetch.
    pub behind: u64,
    /// Paths that differ from the commit, untracked ones included, sorted.
    pub dirty: Vec<String>,
}
