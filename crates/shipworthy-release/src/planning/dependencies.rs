//! The dependencies of members on members that stand against a release.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::judgement::Finding;

use super::file_names::ROOT;
use super::manifest::Manifest;
use super::upload_order::counts;

/// The findings about dependencies of members on members that cargo or the registry would refuse.
pub(super) fn dependencies(
    workspace: &Workspace,
    released: &[&Package],
    uploads: impl Fn(&Package) -> bool,
    manifests: &BTreeMap<&str, Manifest<'_>>,
    findings: &mut Vec<Finding>,
) {
    for package in released.iter().filter(|package| uploads(package)) {
        let mut reported = BTreeSet::new();
        for dependency in package.dependencies.iter().filter(|dependency| counts(dependency)) {
            let name = &dependency.name;
            if dependency.requirement == "*" && reported.insert(("version", name)) {
                let places = [package.manifest.as_str(), ROOT].into_iter();
                let line = |path: &str| manifests.get(path)?.without_version(name);
                let place = places.filter_map(|path| Some((path, line(path)?))).next();
                let message = format!("`{}` needs `{name}` by its path only", package.name);
                let finding = Finding::new("path-without-version", message);
                let finding = match place {
                    Some((path, line)) => finding.at(path, Some(line), None),
                    None => finding.at(&package.manifest, None, None),
                };
                let version = workspace.package(name).map_or("1.0.0", |needed| needed.version.as_str());
                let remedy = format!(
                    "add `version = \"{version}\"` beside the path; or, if `{}` is for no registry, `publish = false`",
                    package.name
                );
                findings.push(finding.remedy(remedy));
            }
            let needed = workspace.package(name).filter(|needed| !uploads(needed));
            if let Some(needed) = needed
                && reported.insert(("publish", name))
            {
                let message = format!("`{}` needs `{name}`, which may not be published", package.name);
                let finding = Finding::new("unpublished-dependency", message);
                let remedy = match dependency.section.as_str() {
                    "dev" => {
                        "take `version` out of that dev-dependency; with only a path, cargo leaves it out"
                    }
                    _ => "take `publish = false` out of it, or the dependency away",
                };
                findings.push(finding.at(&needed.manifest, None, None).remedy(remedy));
            }
        }
    }
}
