//! The scope of a check kind: which files its results depend on, told by the parameters of a gate and never looked up.

use crate::params::Params;

/// Which files a result depends on. The definition of the gate, the tools and the toolchain always count as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// The members named by this parameter (all of them when it is not given) and the members they depend on, with
    /// `Cargo.lock`, the root manifest and the toolchain's and Cargo's settings.
    Packages(&'static str),
    /// All that [`Scope::Packages`] covers, and everything else on the disk that the code of those members may read when
    /// it runs: the rest of their folders, also what git ignores, and the whole root where their sources look above a
    /// folder.
    PackageFolders(&'static str),
    /// The sources and manifests of the members named by the parameter `packages`, without what they depend on. When it is
    /// not given: files that match the globs `otherwise`.
    Sources {
        /// The name of the parameter.
        packages: &'static str,
        /// The globs of the files when the parameter is not given.
        otherwise: &'static [&'static str],
    },
    /// Files that match these globs.
    Files(&'static [&'static str]),
    /// Files that match the globs, or are the paths, given by the parameters `by`. When none is given: those that match
    /// `otherwise`, and when that is empty too, the whole tree. The gate's `inputs` are added, as to every scope.
    Named {
        /// The names of the parameters.
        by: &'static [&'static str],
        /// The globs of the files when none of the parameters is given.
        otherwise: &'static [&'static str],
    },
    /// Every file on the disk below the root, also those that git ignores, but for the checklist, the store and what is
    /// built.
    Tree,
    /// The commit, the branch, the tags, and which files differ from the commit.
    Commit,
    /// The commit, the branch, the tags and the upstream. Which files differ from the commit, and whether a merge or the like
    /// is under way, counts only when the flag `dirty` is set.
    Refs {
        /// The name of the flag.
        dirty: &'static str,
    },
    /// Everything that one of these scopes covers.
    Each(&'static [Scope]),
    /// The sign-off of the gate; when that names a commit, also the gate's `inputs`, or the whole tree if it has none.
    SignOff,
}

impl Scope {
    /// Are some of the files only presumed to be read, because nobody told which of them are? What a gate is told to look
    /// at is not presumed.
    pub fn presumes(&self, params: &Params) -> bool {
        match self {
            Self::Packages(_) | Self::PackageFolders(_) | Self::Tree => true,
            Self::Named { by, otherwise } => {
                otherwise.is_empty() && by.iter().all(|name| params.texts(name).is_empty())
            }
            Self::Each(scopes) => scopes.iter().any(|scope| scope.presumes(params)),
            _ => false,
        }
    }
}
