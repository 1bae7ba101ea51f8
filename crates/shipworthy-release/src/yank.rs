//! Taking a release out of use: what would be yanked, in which order, and who could then no longer newly resolve it. It
//! looks and changes nothing; only a [`YankPlan`] that somebody [agreed](YankPlan::agreed) to is carried out.

mod act;
mod dependents;

pub(crate) use act::carry_out;
pub use dependents::Dependent;

use shipworthy_model::facts::Workspace;

use self::act::stopped;
use self::dependents::DependentSearch;
use crate::abort::shelved;
use crate::environment::Environment;
use crate::error::ReleaseError;
use crate::execute::{begun, folder};
use crate::journal::Journal;
use crate::registry::Presence;

/// What goes on with yanking a release that was stopped.
pub(crate) const YANK: &str = "cargo xtask release --abort --yank";

/// The yanks that would take a release out of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankPlan {
    version: String,
    /// What the registry has of it, or may have: each before what it depends on, so that nothing is ever there that
    /// needs what is gone.
    pub packages: Vec<YankedPackage>,
}

/// One package that would be yanked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankedPackage {
    /// Its name.
    pub name: String,
    /// Its version in the release.
    pub version: String,
    /// Where it is; `None` for crates.io.
    pub registry: Option<String>,
    /// What the registry has of it.
    pub presence: Presence,
    /// Who could no longer newly resolve it, as far as this workspace knows.
    pub cuts: Vec<Dependent>,
}

/// Yanks that a person has agreed to, who has seen what they mean. Only this acts, and it is used up by acting.
#[derive(Debug)]
pub struct ApprovedYank(pub(crate) YankPlan);

impl YankPlan {
    /// Looks at what the registries have of the release of a version, and at who needs it.
    ///
    /// # Errors
    ///
    /// When no such release was begun, or it could not be found out what the world has of it.
    pub fn of(environment: &Environment, version: &str, workspace: &Workspace) -> Result<Self, ReleaseError> {
        let plan = begun(environment, version)?;
        let journal = Journal::open(&folder(environment, version)).map_err(stopped)?;
        let shelved = shelved(environment, &plan, &journal).map_err(stopped)?;
        let mut cuts =
            DependentSearch::new(environment, &plan, workspace, shelved.iter().map(|(member, _)| *member));
        let mut packages = Vec::new();
        for (member, presence) in shelved.iter().rev() {
            packages.push(YankedPackage {
                name: member.name.clone(),
                version: member.to.clone(),
                registry: member.registry.clone(),
                // Who is cut off by what is yanked already was told before.
                cuts: if *presence == Presence::Yanked {
                    Vec::new()
                } else {
                    cuts.of(member).map_err(stopped)?
                },
                presence: presence.clone(),
            });
        }
        Ok(Self { version: version.to_owned(), packages })
    }

    /// Is there anything left to yank?
    pub fn is_needed(&self) -> bool {
        self.packages.iter().any(|package| package.presence != Presence::Yanked)
    }

    /// Somebody who has seen it wants it.
    pub fn agreed(self) -> ApprovedYank {
        ApprovedYank(self)
    }

    /// The version of the release.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }
}
