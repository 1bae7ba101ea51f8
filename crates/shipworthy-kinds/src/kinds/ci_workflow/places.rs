//! Where workflows stand in a repository.

/// Where GitHub looks for workflows.
pub(super) const WORKFLOWS: &[&str] = &[".github/workflows/*.yml", ".github/workflows/*.yaml"];

/// Actions that workflows may use.
pub(super) const ACTIONS: &[&str] = &["**/action.yml", "**/action.yaml"];

/// Where somebody may put workflows by mistake.
pub(super) const STRAY: &[&str] = &["**/.github/workflows/*.yml", "**/.github/workflows/*.yaml"];

/// The file of GitLab.
pub(super) const GITLAB: &str = ".gitlab-ci.yml";

/// The files of other services.
pub(super) const OTHERS: &[&str] = &[
    GITLAB,
    ".circleci/config.yml",
    ".travis.yml",
    ".cirrus.yml",
    ".drone.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
    ".forgejo/workflows/*",
    ".gitea/workflows/*",
    ".woodpecker/*",
    ".buildkite/*",
];
