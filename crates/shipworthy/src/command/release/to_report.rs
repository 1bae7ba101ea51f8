//! The values of the release crate as values of the report, which does not know that crate.

use std::collections::BTreeMap;

use shipworthy_model::release::StepState;
use shipworthy_model::step::command_line;
use shipworthy_release::abort::Aborted;
use shipworthy_release::effect::{EffectState, ReleaseEffect};
use shipworthy_release::plan::{self, Plan};
use shipworthy_release::preflight::{self, CheckOutcome};
use shipworthy_release::receipt::Receipt;
use shipworthy_release::registry::Presence;
use shipworthy_release::yank::{self, YankPlan};
use shipworthy_report::release::{
    DependentRow, EffectKind, PlannedFile, PlannedPackage, PlannedRelease, PlannedStep, PreflightOutcome,
    PreflightRow, ReleaseOutcome, YankRow, YankState, changed_lines,
};

/// A plan, with how each of its effects stands when somebody has looked.
pub(super) fn planned(
    plan: &Plan,
    texts: &BTreeMap<String, String>,
    receipt: Option<&Receipt>,
) -> PlannedRelease {
    let file = |edit: &plan::FileEdit| PlannedFile {
        path: edit.path.clone(),
        lines: changed_lines(texts.get(&edit.path).map_or("", String::as_str), &edit.text),
    };
    let member = |member: &plan::PlannedPackage| PlannedPackage {
        name: member.name.clone(),
        from: member.from.clone(),
        to: member.to.clone(),
        registry: member.registry.clone(),
        after: member.after.clone(),
        uploaded: member.settings.upload,
        no_verify: member.settings.no_verify.clone(),
    };
    let state = |effect: &ReleaseEffect| {
        let seen = receipt?.effects.iter().find(|(seen, _)| seen == effect);
        seen.map(|(_, state)| word(state))
    };
    PlannedRelease {
        version: plan.name(),
        commit: plan.commit.clone(),
        branch: Some(plan.branch.clone()).filter(|branch| !branch.is_empty()),
        remote: plan.remote.clone(),
        packages: plan.packages.iter().map(member).collect(),
        files: plan.edits.iter().map(file).collect(),
        message: plan.message.clone(),
        tags: plan.tags.iter().map(|tag| tag.name.clone()).collect(),
        notes: plan.notes.clone(),
        steps: plan.effects.iter().map(|effect| step(plan, effect, state(effect))).collect(),
        remarks: plan.remarks.clone(),
    }
}

fn step(plan: &Plan, effect: &ReleaseEffect, state: Option<(StepState, String)>) -> PlannedStep {
    let (name, of) = effect.named();
    let kind = match effect {
        effect if effect.is_reversible() => EffectKind::Reversible,
        effect if effect.is_verification() => EffectKind::Verification,
        _ => EffectKind::Lasting,
    };
    let command = of.and_then(|of| plan.hooks.get(of)).filter(|_| matches!(effect, ReleaseEffect::Hook(_)));
    let words = match command {
        Some(argv) => format!("{effect} `{}`", command_line(argv)),
        None => effect.to_string(),
    };
    PlannedStep { effect: name.to_owned(), of: of.map(str::to_owned), words, kind, state }
}

fn word(state: &EffectState) -> (StepState, String) {
    match state {
        EffectState::Absent => (StepState::Absent, String::new()),
        EffectState::Equal(seen) => (StepState::Equal, seen.clone()),
        EffectState::Different(seen) => (StepState::Different, seen.clone()),
        EffectState::Unknown(why) => (StepState::Unknown, why.clone()),
        EffectState::ByHand(what) => (StepState::ByHand, what.clone()),
    }
}

/// Is nothing left to do about the effect? Notes at the forge that nobody could make for us are shown with what to
/// type.
pub(super) fn is_settled((_, state): &(ReleaseEffect, EffectState)) -> bool {
    matches!(state, EffectState::Equal(_) | EffectState::ByHand(_))
}

/// Is something else there than was planned?
pub(super) fn is_different((_, state): &(ReleaseEffect, EffectState)) -> bool {
    matches!(state, EffectState::Different(_))
}

/// The preflight checks as rows of the report.
pub(super) fn looks(looks: &[preflight::PreflightCheck]) -> Vec<PreflightRow> {
    looks.iter().map(look).collect()
}

fn look(look: &preflight::PreflightCheck) -> PreflightRow {
    let (outcome, text, remedy) = match &look.outcome {
        CheckOutcome::Fine(seen) => (PreflightOutcome::Fine, seen, None),
        CheckOutcome::Refused { why, remedy } => (PreflightOutcome::Refused, why, Some(remedy)),
        CheckOutcome::Unknown { why, remedy } => (PreflightOutcome::Unknown, why, Some(remedy)),
        CheckOutcome::Simulated(seen) => (PreflightOutcome::Simulated, seen, None),
    };
    let (what, which) = (look.what.to_string(), look.which.clone());
    PreflightRow { what, which, outcome, text: text.clone(), remedy: remedy.cloned() }
}

/// The outcome of a release that was given up.
pub(super) fn aborted(aborted: Aborted) -> ReleaseOutcome {
    let undone = aborted.undone.iter().map(ToString::to_string).collect();
    ReleaseOutcome::Aborted { yanked: aborted.yanked, undone, left: aborted.left }
}

/// The packages that would be yanked as rows of the report, with who needs them.
pub(super) fn yank(yank: &YankPlan) -> Vec<YankRow> {
    let cut = |cut: &yank::Dependent| DependentRow {
        name: cut.name.clone(),
        released: cut.released,
        why: cut.why.clone(),
    };
    let package = |package: &yank::YankedPackage| {
        let (state, why) = match &package.presence {
            Presence::There { .. } => (YankState::There, None),
            Presence::Absent => (YankState::Unseen, None),
            Presence::Yanked => (YankState::Yanked, None),
            Presence::Unknown(why) => (YankState::Unknown, Some(why.clone())),
        };
        YankRow {
            name: package.name.clone(),
            version: package.version.clone(),
            registry: package.registry.clone(),
            state,
            why,
            cuts: package.dependents.iter().map(cut).collect(),
        }
    };
    yank.packages.iter().map(package).collect()
}
