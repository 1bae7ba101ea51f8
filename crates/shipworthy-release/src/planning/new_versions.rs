//! The versions that come: what each package will have, by the version that was asked for.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use shipworthy_model::facts::Package;
use shipworthy_model::judgement::Finding;

use super::file_names::ROOT;
use super::inputs::PlanInputs;
use super::manifest::{Manifest, NewVersions, VersionSource};
use super::released::ReleasedPackages;
use super::version_request::VersionRequest;

/// The versions that come: of what is released, and of what shares the version of the workspace with it.
pub(super) fn new_versions(
    inputs: &PlanInputs<'_>,
    manifests: &BTreeMap<&str, Manifest<'_>>,
    request: &VersionRequest,
    released: &ReleasedPackages<'_>,
    findings: &mut Vec<Finding>,
) -> NewVersions {
    let mut versions = NewVersions::default();
    let inherits = |package: &Package| {
        manifests.get(package.manifest.as_str()).is_some_and(|it| it.declared() == VersionSource::Inherited)
    };
    let packages = &inputs.workspace.packages;
    let shared = packages.iter().any(|package| released.has(&package.name) && inherits(package));
    // One finding for all that share a version.
    let mut reported = BTreeSet::new();
    for package in
        packages.iter().filter(|package| released.has(&package.name) || shared && inherits(package))
    {
        let place = if inherits(package) { ROOT } else { package.manifest.as_str() };
        let Ok(from) = Version::parse(&package.version) else {
            let message = format!("`{}` is no version of Cargo", package.version);
            findings.push(Finding::new("not-semver", message).at(place, None, None));
            continue;
        };
        // Of those that inherit the version, each has that of the one that is named.
        let named = released.now.iter().find(|one| shared && inherits(package) && inherits(one));
        let to = request.of(named.map_or(&package.name, |one| &one.name), &from);
        if to < from && reported.insert(place) {
            let message = format!("{} is {from} already, and {to} comes before it", package.name);
            let finding = Finding::new("backwards", message).at(place, None, None);
            findings.push(finding.remedy("release a later version"));
        }
        if inherits(package) && to != from {
            versions.workspace = Some(to.clone());
        }
        if to != from {
            versions.members.insert(package.name.clone(), to);
        }
    }
    versions
}
