//! Where git stands.

/// The commit and the branch that are checked out, and how they stand to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitHead {
    /// The commit checked out; `None` before the first one.
    pub commit: Option<String>,
    /// The branch; `None` when detached.
    pub branch: Option<String>,
    /// The upstream branch, when one is set and known here.
    pub upstream: Option<String>,
    /// Commits that the upstream does not have.
    pub ahead: u64,
    /// Commits that only the upstream has, as of the last fetch.
    pub behind: u64,
    /// Paths that differ from the commit, untracked ones included, sorted.
    pub dirty: Vec<String>,
}
