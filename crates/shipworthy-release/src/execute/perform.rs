//! Which step belongs to which effect: the one place where the data of a plan meets what is done about it.

use super::execution::Execution;
use crate::effect::{EffectState, ReleaseEffect};
use crate::error::ReleaseError;
use crate::runtime::Failure;
use crate::steps::{commit, consumer, docs, fetch, forge, hook, index, install, push, tag, upload};

/// Looks for an effect. For one that only verifies, this is all there is to do.
pub(crate) fn probe(effect: &ReleaseEffect, execution: &mut Execution<'_>) -> Result<EffectState, Failure> {
    match effect {
        ReleaseEffect::Commit => commit::probe(execution),
        ReleaseEffect::Tag(tag) => tag::probe(execution, tag),
        ReleaseEffect::Push => push::probe(execution),
        ReleaseEffect::Upload(package) => upload::probe(execution, package),
        ReleaseEffect::Index(package) => index::probe(execution, package),
        ReleaseEffect::Fetch(package) => fetch::probe(execution, package),
        ReleaseEffect::Consumer(package) => consumer::probe(execution, package),
        ReleaseEffect::Install(package) => install::probe(execution, package),
        ReleaseEffect::Docs(package) => docs::probe(execution, package),
        ReleaseEffect::Forge(tag) => forge::probe(execution, tag),
        ReleaseEffect::Hook(name) => hook::probe(execution, name),
    }
}

/// Brings an effect about. One that only verifies changes nothing, so there is nothing to do for it.
pub(super) fn act(effect: &ReleaseEffect, execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
    match effect {
        ReleaseEffect::Commit => commit::act(execution),
        ReleaseEffect::Tag(tag) => tag::act(execution, tag),
        ReleaseEffect::Push => push::act(execution),
        ReleaseEffect::Upload(package) => upload::act(execution, package),
        ReleaseEffect::Forge(tag) => forge::act(execution, tag),
        ReleaseEffect::Index(_)
        | ReleaseEffect::Fetch(_)
        | ReleaseEffect::Consumer(_)
        | ReleaseEffect::Install(_)
        | ReleaseEffect::Docs(_)
        | ReleaseEffect::Hook(_) => Ok(()),
    }
}
