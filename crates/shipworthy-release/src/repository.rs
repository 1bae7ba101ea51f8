//! The repository, as far as a plan depends on it. Data only: `planning::gather` asks git for it.

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
}
