//! Which packages are released: those that the manifests, the checklist and the command line together say.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use shipworthy_model::facts::Package;
use shipworthy_model::judgement::Finding;

use super::cargo_release;
use super::inputs::PlanInputs;
use super::manifest::{Manifest, VersionSource};
use crate::plan::{PackageSettings, PlannedPackage};

/// The packages of a release.
#[derive(Debug, Default)]
pub(super) struct ReleasedPackages<'a> {
    /// The packages that are released now.
    pub(super) now: Vec<&'a Package>,
    /// The packages that a release of all would have besides.
    pub(super) others: Vec<&'a Package>,
}

impl<'a> ReleasedPackages<'a> {
    /// The packages of this release. What a reader should know of those that are left out is remarked.
    pub(super) fn of(
        inputs: &PlanInputs<'a>,
        manifests: &BTreeMap<&str, Manifest<'_>>,
        remarks: &mut Vec<String>,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut released = Self::default();
        for package in &inputs.workspace.packages {
            let name = package.name.as_str();
            let may = package.publishable || inputs.settings.publish(name) == Some(false);
            let versioned = manifests
                .get(package.manifest.as_str())
                .is_none_or(|manifest| manifest.declared() != VersionSource::Nowhere);
            let own = inputs.settings.release(name);
            let foreign = if own.is_none() && may { cargo_release::left_out(inputs, package) } else { None };
            if let Some(place) = &foreign {
                remarks.push(format!(
                    "`{name}` is left out, by `release = false` in {place}; `release = true` in \
                     `[release.packages.{name}]` releases it"
                ));
            }
            if !(own.unwrap_or(may && foreign.is_none()) && versioned) {
                if inputs.chosen.is_some_and(|chosen| chosen.contains(name)) {
                    findings.push(not_released(package, own, foreign));
                }
                continue;
            }
            let chosen = inputs.chosen.is_none_or(|chosen| chosen.contains(name));
            if chosen { &mut released.now } else { &mut released.others }.push(package);
        }
        released
    }

    /// Are these all packages that are ever released?
    pub(super) fn is_whole(&self) -> bool {
        self.others.is_empty()
    }

    /// Is the package among those that are released now?
    pub(super) fn has(&self, name: &str) -> bool {
        self.now.iter().any(|package| package.name == name)
    }

    /// The finding about packages that share a version with others which are not chosen: it moves for all or for none.
    pub(super) fn torn(&self, manifests: &BTreeMap<&str, Manifest<'_>>) -> Option<Finding> {
        let inherits = |package: &&&Package| {
            let manifest = manifests.get(package.manifest.as_str());
            manifest.is_some_and(|it| it.declared() == VersionSource::Inherited)
        };
        let (one, other) = (self.now.iter().find(inherits)?, self.others.iter().find(inherits)?);
        let message = format!(
            "`{}` and `{}` have the version of the workspace, which moves for both or for none",
            one.name, other.name
        );
        let finding = Finding::new("shared-version", message).at(&one.manifest, None, None);
        Some(finding.remedy("release all that inherit it, or give the package a `version` of its own"))
    }

    /// Remarks about packages that are left behind: what the registry has of them does not take what comes.
    pub(super) fn left_behind(&self, members: &[PlannedPackage]) -> Vec<String> {
        let moved = |name: &str| members.iter().find(|member| member.name == name && member.settings.upload);
        let stays = |package: &&&Package| {
            package.publishable
                && package.dependencies.iter().any(|dependency| {
                    let takes = |to: &str| {
                        let to = Version::parse(to).ok();
                        let asked = semver::VersionReq::parse(&dependency.requirement).ok();
                        asked.zip(to).is_none_or(|(asked, to)| asked.matches(&to))
                    };
                    dependency.section != "dev" && moved(&dependency.name).is_some_and(|it| !takes(&it.to))
                })
        };
        let told = |package: &&Package| {
            format!(
                "`{}` is not released, and what its registry has does not take the new versions; here its requirements \
                 are written anew",
                package.name
            )
        };
        self.others.iter().filter(stays).map(told).collect()
    }
}

fn not_released(package: &Package, own: Option<bool>, foreign: Option<String>) -> Finding {
    let name = &package.name;
    let why = match (own, foreign) {
        (Some(false), _) => format!("`release = false` in `[release.packages.{name}]`"),
        (_, Some(place)) => format!("`release = false` in {place}"),
        _ if !package.publishable => "`publish = false` in its manifest".to_owned(),
        _ => "it has no version".to_owned(),
    };
    let finding = Finding::new("not-released", format!("`{name}` is not released: {why}"));
    finding.at(&package.manifest, None, None).remedy(format!(
        "leave it out of the command, or write `release = true` in `[release.packages.{name}]`"
    ))
}

/// What the checklist says of how a package is released.
pub(super) fn settings(inputs: &PlanInputs<'_>, package: &Package) -> PackageSettings {
    let (name, all) = (package.name.as_str(), inputs.settings);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    PackageSettings {
        upload: uploads(inputs, package),
        tag_name: owned(all.tag_name(name)),
        features: all.features(name).into_iter().map(str::to_owned).collect(),
        all_features: if all.all_features(name) { package.features.clone() } else { Vec::new() },
        target: owned(all.target(name)),
        no_verify: owned(all.no_verify(name)),
    }
}

/// Is the package uploaded when it is released?
pub(super) fn uploads(inputs: &PlanInputs<'_>, package: &Package) -> bool {
    package.publishable && inputs.settings.publish(&package.name) != Some(false)
}

/// The findings about features that the packages do not have.
pub(super) fn unknown_features(released: &[&Package], inputs: &PlanInputs<'_>) -> Vec<Finding> {
    let of = |package: &&Package| {
        let known: BTreeSet<&str> = package.features.iter().map(String::as_str).collect();
        let wanted = inputs.settings.features(&package.name);
        let unknown: Vec<&str> =
            wanted.into_iter().filter(|feature| !known.contains(feature) && !feature.contains('/')).collect();
        (package.name.clone(), known.into_iter().map(str::to_owned).collect::<Vec<_>>(), unknown.join(", "))
    };
    let told = |(name, known, unknown): (String, Vec<String>, String)| {
        let message = format!("`{name}` has no feature `{unknown}`, which `[release.packages.{name}]` names");
        let known =
            if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        Finding::new("unknown-feature", message).at("readiness.toml", None, None).remedy(known)
    };
    released.iter().map(of).filter(|(.., unknown)| !unknown.is_empty()).map(told).collect()
}
