//! What is kept of a release that came to its end: evidence for the days that follow. It is made of the plan and the
//! journal, from which secrets were taken, and of nothing else.

use shipworthy_engine::evidence::Store;
use shipworthy_model::release::{RELEASE_SCHEMA, Release, ReleaseStep, ReleasedPackage, StepState};
use shipworthy_model::time::Timestamp;

use crate::effect::{EffectState, ReleaseEffect};
use crate::error::ReleaseError;
use crate::execute::Execution;
use crate::plan::PlannedPackage;
use crate::runtime::Failure;

/// Writes the record of a release whose every effect was gone through.
pub(crate) fn keep(execution: &Execution<'_>) -> Result<(), ReleaseError> {
    let failed = |why: String| {
        let failure = Failure::new("keep the record of the release, which is complete otherwise", why);
        ReleaseError::from(failure)
    };
    let release = release(execution).map_err(|failure| failed(failure.to_string()))?;
    Store::open(execution.environment.root()).keep_release(release).map_err(|error| failed(error.to_string()))
}

fn release(execution: &Execution<'_>) -> Result<Release, Failure> {
    let lacks = |what: &str| Failure::new("read the journal", format!("it does not say {what}"));
    let ended = execution.journal.ended().ok_or_else(|| lacks("when the release ended"))?;
    let ended = Timestamp::try_from(ended.to_owned()).map_err(|why| Failure::new("read the journal", why))?;
    let plan = execution.journal.plan().ok_or_else(|| lacks("which plan was carried out"))?;
    Ok(Release {
        schema: RELEASE_SCHEMA,
        // The store numbers them.
        sequence: 0,
        version: execution.plan.version(),
        commit: execution.commit()?,
        tags: execution.plan.tags.iter().map(|tag| tag.name.clone()).collect(),
        packages: execution.plan.uploads().packages.iter().map(|member| package(execution, member)).collect(),
        ended,
        recorded: execution.environment.now(),
        plan: plan.to_owned(),
        steps: execution.plan.effects.iter().map(|effect| step(execution, effect)).collect(),
    })
}

fn package(execution: &Execution<'_>, member: &PlannedPackage) -> ReleasedPackage {
    // Right after the upload an index may not show it yet; what was fetched later has it.
    let looks = [ReleaseEffect::Upload, ReleaseEffect::Index, ReleaseEffect::Fetch]
        .map(|look| look(member.name.clone()));
    let digest = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let seen = |effect: &ReleaseEffect| match execution.journal.last_seen(effect) {
        Some(EffectState::Equal(seen)) if digest(seen) => Some(seen.clone()),
        _ => None,
    };
    ReleasedPackage {
        name: member.name.clone(),
        version: member.to.clone(),
        registry: member.registry.clone(),
        no_verify: member.settings.no_verify.clone(),
        sha256: looks.iter().find_map(seen),
    }
}

fn step(execution: &Execution<'_>, effect: &ReleaseEffect) -> ReleaseStep {
    let (name, of) = effect.named();
    let (state, seen) = match execution.journal.last_seen(effect) {
        Some(EffectState::Equal(seen)) => (StepState::Equal, seen.as_str()),
        Some(EffectState::Different(seen)) => (StepState::Different, seen.as_str()),
        Some(EffectState::Unknown(why)) => (StepState::Unknown, why.as_str()),
        Some(EffectState::ByHand(what)) => (StepState::ByHand, what.as_str()),
        Some(EffectState::Absent) | None => (StepState::Absent, ""),
    };
    ReleaseStep {
        effect: name.to_owned(),
        of: of.map(str::to_owned),
        title: effect.to_string(),
        state,
        seen: seen.to_owned(),
    }
}
