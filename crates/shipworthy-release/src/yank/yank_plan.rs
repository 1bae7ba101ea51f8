//! What would be yanked to take a release out of use. It looks and changes nothing; only a [`YankPlan`] that somebody
//! [approved](YankPlan::approved) is carried out.

use shipworthy_model::facts::Workspace;

use super::dependents::{Dependent, DependentSearch};
use super::uploaded::uploaded;
use crate::error::ReleaseError;
use crate::registry::Presence;
use crate::runtime::Environment;
use crate::store::ReleaseFolder;

/// The yanks that would take a release out of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankPlan {
    version: String,
    /// The packages to yank: each before what it depends on, so that nothing is ever there that needs what is gone.
    pub packages: Vec<YankedPackage>,
}

/// A package that would be yanked, with who needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankedPackage {
    /// The name of the package.
    pub name: String,
    /// The version of the package in the release.
    pub version: String,
    /// The registry that the package is in; `None` for crates.io.
    pub registry: Option<String>,
    /// What the registry has of the version.
    pub presence: Presence,
    /// The dependents that could no longer newly resolve the package, as far as this workspace knows.
    pub dependents: Vec<Dependent>,
}

/// Yanks that a person has agreed to, who has seen what they mean. Only this acts, and it is used up by acting.
#[derive(Debug)]
pub struct ApprovedYank(YankPlan);

impl ApprovedYank {
    /// The version of the release.
    pub(crate) fn version(&self) -> &str {
        &self.0.version
    }

    /// The packages to yank, in this order.
    pub(super) fn packages(&self) -> &[YankedPackage] {
        &self.0.packages
    }
}

impl YankPlan {
    /// Looks at what the registries have of the release of a version, and at who needs it.
    ///
    /// # Errors
    ///
    /// When no such release was begun, or it could not be found out what the world has of it.
    pub fn of(environment: &Environment, version: &str, workspace: &Workspace) -> Result<Self, ReleaseError> {
        let folder = ReleaseFolder::of(environment, version);
        let plan = folder.begun_plan()?;
        let journal = folder.journal().map_err(ReleaseError::of_yank)?;
        let uploaded = uploaded(environment, &plan, &journal).map_err(ReleaseError::of_yank)?;
        let mut search =
            DependentSearch::new(environment, &plan, workspace, uploaded.iter().map(|(package, _)| *package));
        let mut packages = Vec::new();
        for (package, presence) in uploaded.iter().rev() {
            packages.push(YankedPackage {
                name: package.name.clone(),
                version: package.to.clone(),
                registry: package.registry.clone(),
                // Who is cut off by what is yanked already was told before.
                dependents: if *presence == Presence::Yanked {
                    Vec::new()
                } else {
                    search.of(package).map_err(ReleaseError::of_yank)?
                },
                presence: presence.clone(),
            });
        }
        Ok(Self { version: version.to_owned(), packages })
    }

    /// Is anything left to yank?
    pub fn is_needed(&self) -> bool {
        self.packages.iter().any(|package| package.presence != Presence::Yanked)
    }

    /// The approval of a person who has seen what the yanks mean.
    pub fn approved(self) -> ApprovedYank {
        ApprovedYank(self)
    }
}
