//! Who could no longer newly resolve a package once a version of it is yanked. It knows this workspace and nobody else: no
//! registry tells who depends on what it has.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Version, VersionReq};
use shipworthy_model::facts::{Dependency, Package, Workspace};

use crate::plan::{Plan, PlannedPackage};
use crate::registry::{NewestVersion, newest};
use crate::runtime::{Environment, Failure};

/// A package that could no longer newly resolve what is yanked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependent {
    /// The name of the dependent package.
    pub name: String,
    /// Is the dependent package of the same release?
    pub released: bool,
    /// Why the dependent package could no longer resolve the yanked one.
    pub why: String,
}

/// A search for dependents that asks a registry the same only once.
pub(super) struct DependentSearch<'a> {
    environment: &'a Environment,
    plan: &'a Plan,
    workspace: &'a Workspace,
    /// The packages of the release that their registry has.
    uploaded: BTreeSet<&'a str>,
    /// For a package and a requirement on it: does another version satisfy it?
    others: BTreeMap<(String, String), OtherVersions>,
}

/// Whether another version satisfies a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum OtherVersions {
    Some,
    None,
    Unknown(String),
}

impl<'a> DependentSearch<'a> {
    pub(super) fn new(
        environment: &'a Environment,
        plan: &'a Plan,
        workspace: &'a Workspace,
        uploaded: impl Iterator<Item = &'a PlannedPackage>,
    ) -> Self {
        let uploaded = uploaded.map(|member| member.name.as_str()).collect();
        Self { environment, plan, workspace, uploaded, others: BTreeMap::new() }
    }

    /// Everybody whom the yank of this package would cut off, those of the release first.
    pub(super) fn of(&mut self, member: &PlannedPackage) -> Result<Vec<Dependent>, Failure> {
        let mut found: Vec<Dependent> = Vec::new();
        let plan = self.plan;
        // Each stands after those it depends on, so one pass sees all.
        for dependent in &plan.packages {
            let why = match self.asks(dependent, member)? {
                Some(why) => Some(why),
                None => through(dependent, &found),
            };
            if let Some(mut why) = why {
                if !self.uploaded.contains(dependent.name.as_str()) {
                    why.push_str(" (it was not uploaded)");
                }
                found.push(Dependent { name: dependent.name.clone(), released: true, why });
            }
        }
        let released = |package: &&Package| plan.packages.iter().any(|member| member.name == package.name);
        let workspace = self.workspace;
        for package in workspace.packages.iter().filter(|package| !released(package)) {
            let needs = package.dependencies.iter().filter(|dependency| dependency.name == member.name);
            // What has a path and no version is never asked of a registry.
            for dependency in needs.filter(|it| it.path.is_none() || it.requirement != "*") {
                let Some(mut why) = self.only(member, dependency)? else { continue };
                if dependency.path.is_some() {
                    why.push_str("; in this workspace it is built from its folder");
                }
                found.push(Dependent { name: package.name.clone(), released: false, why });
                break;
            }
        }
        Ok(found)
    }

    /// Why the dependent itself asks for this version and no other; nothing when it does not.
    fn asks(
        &mut self,
        dependent: &PlannedPackage,
        member: &PlannedPackage,
    ) -> Result<Option<String>, Failure> {
        if dependent.name == member.name {
            return Ok(None);
        }
        let workspace = self.workspace;
        let package = workspace.package(&dependent.name).filter(|package| package.version == dependent.to);
        let Some(package) = package else {
            // What is checked out is not what was released: then what it asks for is not known here.
            let needs = dependent.after.contains(&member.name);
            return Ok(needs.then(|| format!("depends on {}", member.name)));
        };
        // Nobody resolves the dev-dependencies of others.
        let needs = package.dependencies.iter();
        for dependency in needs.filter(|it| it.name == member.name && it.section != "dev") {
            if let Some(why) = self.only(member, dependency)? {
                return Ok(Some(why));
            }
        }
        Ok(None)
    }

    /// Why only the version of the release satisfies the dependency on `member`; nothing when another version does.
    fn only(&mut self, member: &PlannedPackage, dependency: &Dependency) -> Result<Option<String>, Failure> {
        let asked = dependency.requirement.as_str();
        let requirement = VersionReq::parse(asked).ok();
        let version = Version::parse(&member.to).ok();
        let (Some(requirement), Some(version)) = (requirement, version) else { return Ok(None) };
        if !requirement.matches(&version) {
            return Ok(None);
        }
        let asks = format!("asks for {} {asked}", member.name);
        Ok(match self.others(member, asked)? {
            OtherVersions::Some => None,
            OtherVersions::None => Some(format!("{asks}, which no other version there satisfies")),
            OtherVersions::Unknown(why) => {
                Some(format!("{asks}; whether another version satisfies that could not be told: {why}"))
            }
        })
    }

    fn others(&mut self, member: &PlannedPackage, asked: &str) -> Result<OtherVersions, Failure> {
        let key = (member.name.clone(), asked.to_owned());
        if let Some(known) = self.others.get(&key) {
            return Ok(known.clone());
        }
        let mut others = OtherVersions::None;
        for side in ["<", ">"] {
            let requirement = besides(asked, side, &member.to);
            match newest(self.environment, member.registry.as_deref(), &member.name, &requirement)? {
                NewestVersion::Version(_) => {
                    others = OtherVersions::Some;
                    break;
                }
                NewestVersion::NoSuchVersion | NewestVersion::NoSuchName => {}
                NewestVersion::Unknown(why) => others = OtherVersions::Unknown(why),
            }
        }
        self.others.insert(key, others.clone());
        Ok(others)
    }
}

/// The requirement with a bound on one side of a version. A star stands alone, so it is left out.
fn besides(asked: &str, side: &str, version: &str) -> String {
    match asked.trim() {
        "" | "*" => format!("{side}{version}"),
        asked => format!("{asked}, {side}{version}"),
    }
}

/// Why the dependent cannot be resolved when another dependent that it needs cannot.
fn through(dependent: &PlannedPackage, found: &[Dependent]) -> Option<String> {
    let needed = found.iter().find(|needed| dependent.after.contains(&needed.name))?;
    Some(format!("depends on {}", needed.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_on_either_side_of_a_version_is_a_requirement() {
        let version = |text| Version::parse(text).unwrap();
        for (asked, below, above) in
            [("^0.2.0", false, true), ("0", true, true), ("*", true, true), ("=0.2.0", false, false)]
        {
            for (side, other, expected) in [("<", "0.1.9", below), (">", "0.2.1", above)] {
                let requirement = VersionReq::parse(&besides(asked, side, "0.2.0")).unwrap();
                assert_eq!(requirement.matches(&version(other)), expected, "{requirement}");
                assert!(!requirement.matches(&version("0.2.0")), "{requirement}");
            }
        }
    }
}
