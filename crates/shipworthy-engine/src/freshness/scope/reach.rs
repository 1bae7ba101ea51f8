//! How far the code of a member may reach for files when it runs, as far as its sources tell. A guess that errs towards
//! more: what it takes for harmless cannot open a file at all.

use shipworthy_model::facts::Package;

use crate::freshness::sources::Mentions;

/// Where the code of a member may read files when it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileReach {
    /// Nowhere: it has no dependency that could, and uses nothing that opens a file or starts a program.
    Nowhere,
    /// In the folder of the member.
    Folder,
    /// Anywhere: it also looks above a folder.
    Anywhere,
}

impl FileReach {
    /// The reach of a member whose sources mention this.
    pub(super) fn of(package: &Package, mentions: &Mentions) -> Self {
        let foreign = package.dependencies.iter().any(|dependency| dependency.path.is_none());
        match (foreign || mentions.opens, mentions.climbs) {
            (false, _) => Self::Nowhere,
            (true, false) => Self::Folder,
            (true, true) => Self::Anywhere,
        }
    }
}
