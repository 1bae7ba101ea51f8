//! The effects of a plan, in the order in which they are brought about.

use crate::effect::ReleaseEffect;
use crate::plan::{PlannedPackage, Tag};

/// The effects of a release in their order: what can be undone comes first, and what only looks comes last.
pub(super) fn effects(
    packages: &[PlannedPackage],
    tags: &[Tag],
    push: bool,
    edited: bool,
) -> Vec<ReleaseEffect> {
    let mut effects = Vec::new();
    effects.extend(edited.then_some(ReleaseEffect::Commit));
    effects.extend(tags.iter().map(|tag| ReleaseEffect::Tag(tag.name.clone())));
    effects.extend(push.then_some(ReleaseEffect::Push));
    let each = |effect: fn(String) -> ReleaseEffect, of: fn(&PlannedPackage) -> bool| {
        packages.iter().filter(move |member| of(member)).map(move |member| effect(member.name.clone()))
    };
    for member in packages {
        effects
            .extend([ReleaseEffect::Upload(member.name.clone()), ReleaseEffect::Index(member.name.clone())]);
    }
    effects.extend(each(ReleaseEffect::Fetch, |_| true));
    effects.extend(each(ReleaseEffect::Consumer, |member| member.library));
    effects.extend(each(ReleaseEffect::Install, |member| !member.programs.is_empty()));
    // Only crates.io has its packages documented by somebody else.
    effects.extend(each(ReleaseEffect::Docs, |member| member.registry.is_none() && member.library));
    effects.extend(tags.iter().filter(|_| push).map(|tag| ReleaseEffect::Forge(tag.name.clone())));
    effects
}
