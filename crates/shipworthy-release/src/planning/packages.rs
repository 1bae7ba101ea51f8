//! The packages of a plan: where each goes, what it needs first, and what they are called together.

use std::collections::BTreeMap;

use semver::Version;
use shipworthy_model::facts::Package;
use shipworthy_model::judgement::Finding;

use super::file_names::ROOT;
use super::inputs::PlanInputs;
use super::manifest::{Manifest, NewVersions};
use super::released::{settings, uploads};
use super::upload_order::needs;
use crate::plan::PlannedPackage;
use crate::registry::CRATES_IO;

/// The packages in the order of their upload, as a plan has them.
pub(super) fn planned_packages(
    inputs: &PlanInputs<'_>,
    order: &[&str],
    manifests: &BTreeMap<&str, Manifest<'_>>,
    versions: &NewVersions,
    findings: &mut Vec<Finding>,
) -> Vec<PlannedPackage> {
    let packages: Vec<&Package> = order.iter().filter_map(|name| inputs.workspace.package(name)).collect();
    let needs = needs(&packages);
    let mut members = Vec::new();
    for package in packages {
        let registry = match uploads(inputs, package) {
            true => registry(inputs, manifests, package),
            // It goes nowhere, whatever its manifest says.
            false => Ok(None),
        };
        let registry = registry.unwrap_or_else(|finding| {
            findings.push(finding);
            None
        });
        let named = |kinds: &[&str]| {
            let targets = package.targets.iter();
            let targets =
                targets.filter(|target| target.kinds.iter().any(|kind| kinds.contains(&kind.as_str())));
            targets.map(|target| target.name.clone()).collect::<Vec<_>>()
        };
        let after = needs.get(package.name.as_str()).into_iter().flatten();
        members.push(PlannedPackage {
            name: package.name.clone(),
            from: package.version.clone(),
            to: versions
                .members
                .get(&package.name)
                .map_or_else(|| package.version.clone(), Version::to_string),
            registry,
            after: after.map(|&name| name.to_owned()).collect(),
            programs: named(&["bin"]),
            library: !named(&["lib", "rlib", "dylib", "proc-macro"]).is_empty(),
            settings: settings(inputs, package),
        });
    }
    members
}

/// The registry that a package goes to, as cargo decides it.
fn registry(
    inputs: &PlanInputs<'_>,
    manifests: &BTreeMap<&str, Manifest<'_>>,
    package: &Package,
) -> Result<Option<String>, Finding> {
    let asked = inputs.registry.map(str::to_owned);
    let manifest = manifests.get(package.manifest.as_str());
    let Some(allowed) = manifest.and_then(|it| it.registries(manifests.get(ROOT))) else {
        let taken = asked.or_else(|| inputs.gathered.default_registry.clone());
        return Ok(taken.filter(|name| name != CRATES_IO));
    };
    let place = |finding: Finding| finding.at(&package.manifest, None, None);
    match (asked, allowed.as_slice()) {
        (Some(asked), _) if allowed.contains(&asked) => Ok(Some(asked)),
        (Some(asked), _) => {
            let message = format!("`{}` may not be published to {asked}", package.name);
            Err(place(Finding::new("registry", message)).remedy(format!("add it to `publish = {allowed:?}`")))
        }
        (None, _) if allowed.iter().any(|name| name == CRATES_IO) => Ok(None),
        (None, [one]) => Ok(Some(one.clone())),
        (None, _) => {
            let message = format!("`{}` may be published to several registries", package.name);
            Err(place(Finding::new("registry", message)).remedy("say to which one with --registry NAME"))
        }
    }
}

/// The version of a release; with the names, when its packages do not share one or are only some of all.
pub(super) fn title(packages: &[PlannedPackage], whole: bool) -> String {
    match packages {
        [first, rest @ ..] if whole && rest.iter().all(|member| member.to == first.to) => first.to.clone(),
        _ => {
            let each = packages.iter().map(|member| format!("{} {}", member.name, member.to));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}
