//! The effects of a plan, in the order in which they are brought about.

use crate::effect::Effect;
use crate::plan::{PlannedPackage, Tag};

/// What can be undone comes first, and what only looks comes last.
pub(super) fn effects(packages: &[PlannedPackage], tags: &[Tag], push: bool, edited: bool) -> Vec<Effect> {
    let mut effects = Vec::new();
    effects.extend(edited.then_some(Effect::Commit));
    effects.extend(tags.iter().map(|tag| Effect::Tag(tag.name.clone())));
    effects.extend(push.then_some(Effect::Push));
    let each = |effect: fn(String) -> Effect, of: fn(&PlannedPackage) -> bool| {
        packages.iter().filter(move |member| of(member)).map(move |member| effect(member.name.clone()))
    };
    for member in packages {
        effects.extend([Effect::Upload(member.name.clone()), Effect::Index(member.name.clone())]);
    }
    effects.extend(each(Effect::Fetch, |_| true));
    effects.extend(each(Effect::Consumer, |member| member.library));
    effects.extend(each(Effect::Install, |member| !member.programs.is_empty()));
    // Only crates.io has its packages documented by somebody else.
    effects.extend(each(Effect::Docs, |member| member.registry.is_none() && member.library));
    effects.extend(tags.iter().filter(|_| push).map(|tag| Effect::Forge(tag.name.clone())));
    effects
}
