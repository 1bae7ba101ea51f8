//! The effects of a plan, in the order in which they are brought about.

use std::collections::{BTreeMap, BTreeSet};

use crate::effect::{POST_RELEASE, PRE_RELEASE, ReleaseEffect};
use crate::plan::{PlannedPackage, Tag};

/// The effects of a release in their order: what can be undone comes first, and what only looks comes last.
pub(super) fn effects(
    packages: &[PlannedPackage],
    tags: &[Tag],
    push: bool,
    edited: bool,
    hooks: &BTreeMap<String, Vec<String>>,
) -> Vec<ReleaseEffect> {
    let mut effects = Vec::new();
    let hook = |name: &str| hooks.contains_key(name).then(|| ReleaseEffect::Hook(name.to_owned()));
    effects.extend(hook(PRE_RELEASE));
    effects.extend(edited.then_some(ReleaseEffect::Commit));
    effects.extend(tags.iter().map(|tag| ReleaseEffect::Tag(tag.name.clone())));
    effects.extend(push.then_some(ReleaseEffect::Push));
    let uploaded: Vec<&PlannedPackage> = packages.iter().filter(|member| member.settings.upload).collect();
    let unbuilt = unbuilt(packages);
    for member in &uploaded {
        effects
            .extend([ReleaseEffect::Upload(member.name.clone()), ReleaseEffect::Index(member.name.clone())]);
    }
    let named = |member: &&PlannedPackage| member.name.clone();
    effects.extend(uploaded.iter().map(named).map(ReleaseEffect::Fetch));
    // What could not be built here when it was packed cannot be built here afterwards.
    let built = |member: &&PlannedPackage| !unbuilt.contains(member.name.as_str());
    let built: Vec<&PlannedPackage> = uploaded.iter().copied().filter(built).collect();
    let libraries = built.iter().filter(|member| member.library);
    effects.extend(libraries.map(named).map(ReleaseEffect::Consumer));
    // A program for another system would not start here either.
    let here = built.iter().filter(|member| !member.programs.is_empty() && member.settings.target.is_none());
    effects.extend(here.map(named).map(ReleaseEffect::Install));
    // Only crates.io has its packages documented by somebody else.
    let documented = uploaded.iter().filter(|member| member.registry.is_none() && member.library);
    effects.extend(documented.map(named).map(ReleaseEffect::Docs));
    effects.extend(tags.iter().filter(|_| push).map(|tag| ReleaseEffect::Forge(tag.name.clone())));
    effects.extend(hook(POST_RELEASE));
    effects
}

/// The packages that are not built when they are packed, and those that need them. Each package comes after what it needs.
fn unbuilt(packages: &[PlannedPackage]) -> BTreeSet<&str> {
    let mut unbuilt = BTreeSet::new();
    for member in packages {
        let needs = member.after.iter().any(|needed| unbuilt.contains(needed.as_str()));
        if needs || member.settings.no_verify.is_some() {
            unbuilt.insert(member.name.as_str());
        }
    }
    unbuilt
}
