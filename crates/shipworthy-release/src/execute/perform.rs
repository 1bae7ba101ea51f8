//! Which step belongs to which effect: the one place where the data of a plan meets what is done about it.

use super::execution::Execution;
use crate::effect::{Effect, EffectState};
use crate::error::ReleaseError;
use crate::runtime::Failure;
use crate::steps::{commit, consumer, docs, fetch, forge, index, install, push, tag, upload};

/// Looks for an effect. For one that only verifies, this is all there is to do.
pub(crate) fn probe(effect: &Effect, execution: &mut Execution<'_>) -> Result<EffectState, Failure> {
    match effect {
        Effect::Commit => commit::probe(execution),
        Effect::Tag(tag) => tag::probe(execution, tag),
        Effect::Push => push::probe(execution),
        Effect::Upload(package) => upload::probe(execution, package),
        Effect::Index(package) => index::probe(execution, package),
        Effect::Fetch(package) => fetch::probe(execution, package),
        Effect::Consumer(package) => consumer::probe(execution, package),
        Effect::Install(package) => install::probe(execution, package),
        Effect::Docs(package) => docs::probe(execution, package),
        Effect::Forge(tag) => forge::probe(execution, tag),
    }
}

/// Brings an effect about. One that only verifies changes nothing, so there is nothing to do for it.
pub(super) fn act(effect: &Effect, execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
    match effect {
        Effect::Commit => commit::act(execution),
        Effect::Tag(tag) => tag::act(execution, tag),
        Effect::Push => push::act(execution),
        Effect::Upload(package) => upload::act(execution, package),
        Effect::Forge(tag) => forge::act(execution, tag),
        Effect::Index(_) | Effect::Fetch(_) | Effect::Consumer(_) | Effect::Install(_) | Effect::Docs(_) => {
            Ok(())
        }
    }
}
