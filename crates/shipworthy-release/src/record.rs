//! What is kept of a release that came to its end: evidence for the days that follow. It is made of the plan and the
//! journal, from which secrets were taken, and of nothing else.

use shipworthy_engine::evidence::Store;
use shipworthy_model::release::{Package, RELEASE_SCHEMA, Release, Sight, Step};
use shipworthy_model::time::Timestamp;

use crate::call::Failure;
use crate::effect::{Effect, State};
use crate::halt::Halt;
use crate::plan::Member;
use crate::walk::Walk;

/// Writes the record of a release whose every effect was gone through.
pub(crate) fn keep(walk: &Walk<'_>) -> Result<(), Halt> {
    let failed = |why: String| {
        let failure = Failure::new("keep the record of the release, which is complete otherwise", why);
        Halt::from(failure)
    };
    let release = release(walk).map_err(|failure| failed(failure.to_string()))?;
    Store::open(walk.world.root()).keep_release(release).map_err(|error| failed(error.to_string()))
}

fn release(walk: &Walk<'_>) -> Result<Release, Failure> {
    let lacks = |what: &str| Failure::new("read the journal", format!("it does not say {what}"));
    let ended = walk.journal.ended().ok_or_else(|| lacks("when the release ended"))?;
    let ended = Timestamp::try_from(ended.to_owned()).map_err(|why| Failure::new("read the journal", why))?;
    let plan = walk.journal.plan().ok_or_else(|| lacks("which plan was carried out"))?;
    Ok(Release {
        schema: RELEASE_SCHEMA,
        // The store numbers them.
        sequence: 0,
        version: walk.plan.version(),
        commit: walk.commit()?,
        tags: walk.plan.tags.iter().map(|tag| tag.name.clone()).collect(),
        packages: walk.plan.packages.iter().map(|member| package(walk, member)).collect(),
        ended,
        recorded: walk.world.now(),
        plan: plan.to_owned(),
        steps: walk.plan.effects.iter().map(|effect| step(walk, effect)).collect(),
    })
}

fn package(walk: &Walk<'_>, member: &Member) -> Package {
    // Right after the upload an index may not show it yet; what was fetched later has it.
    let looks = [Effect::Upload, Effect::Index, Effect::Fetch].map(|look| look(member.name.clone()));
    let digest = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let seen = |effect: &Effect| match walk.journal.saw(effect) {
        Some(State::Equal(seen)) if digest(seen) => Some(seen.clone()),
        _ => None,
    };
    Package {
        name: member.name.clone(),
        version: member.to.clone(),
        registry: member.registry.clone(),
        sha256: looks.iter().find_map(seen),
    }
}

fn step(walk: &Walk<'_>, effect: &Effect) -> Step {
    let (name, of) = effect.named();
    let (state, seen) = match walk.journal.saw(effect) {
        Some(State::Equal(seen)) => (Sight::Equal, seen.as_str()),
        Some(State::Different(seen)) => (Sight::Different, seen.as_str()),
        Some(State::Unknown(why)) => (Sight::Unknown, why.as_str()),
        Some(State::ByHand(what)) => (Sight::ByHand, what.as_str()),
        Some(State::Absent) | None => (Sight::Absent, ""),
    };
    Step {
        effect: name.to_owned(),
        of: of.map(str::to_owned),
        title: effect.to_string(),
        state,
        seen: seen.to_owned(),
    }
}
