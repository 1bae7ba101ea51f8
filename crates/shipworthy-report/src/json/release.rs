//! The document of `release`: what changes, what was looked at, and what was done.

use shipworthy_model::release::StepState;

use super::document::{OneOf, Version, document, words};
use super::status::FindingJson;
use crate::release::{
    DependentRow, EffectKind, PlannedFile, PlannedPackage, PlannedRelease, PlannedStep, PreflightOutcome,
    PreflightRow, ReleaseOutcome, ReleaseReport, YankRow, YankState,
};

document! {
    /// A release: what changes, what was looked at, and what was done.
    pub struct ReleaseDocument {
        /// The version of this document.
        schema: Version,
        /// The level or version that was asked for.
        wish: String,
        /// What was done about the release. Of `unseen`, everything is released, and not all of it could be seen yet.
        done: OneOf<DoneWord>,
        /// The plan that was written, relative to the root.
        plan_file: Option<String>,
        /// Why the release stopped.
        stopped: Option<String>,
        /// What an abort could not take back, with what could be typed about it.
        left: Vec<String>,
        /// What `--abort --yank` yanks, or would, in this order; `null` without it.
        yank: Option<Vec<YankJson>>,
        /// What the release changes; `null` when no plan could be made.
        plan: Option<PlanJson>,
        /// What was looked at before the first change.
        looks: Vec<LookJson>,
        /// What stands against a plan, or against this one.
        findings: Vec<FindingJson>,
    }

    /// A package that would be yanked, or was.
    pub struct YankJson {
        /// The name of the package.
        name: String,
        /// The version of the package.
        version: String,
        /// The registry of the package; `null` where cargo decides.
        registry: Option<String>,
        /// The state of the version in its registry. Of `unseen`, the registry took the version, and its index does not
        /// show that yet.
        state: OneOf<YankState>,
        /// Why the state is not known.
        why: Option<String>,
        /// The packages that could no longer newly resolve this one, as far as this workspace knows.
        cuts_off: Vec<CutOffJson>,
    }

    /// A package that could no longer newly resolve another one.
    pub struct CutOffJson {
        /// The name of the package.
        name: String,
        /// Whether the package is of the same release.
        released: bool,
        /// Why the package could no longer resolve the yanked one.
        why: String,
    }

    /// What a release changes.
    pub struct PlanJson {
        /// What the release is known by and can be typed as: the highest version of its packages, or `core@0.2.0,cli@1.5.0` for
        /// a release of some packages only.
        version: String,
        /// The commit that the plan was made on.
        commit: String,
        /// The branch that the plan was made on; `null` when HEAD was detached.
        branch: Option<String>,
        /// The remote that the release is pushed to.
        remote: Option<String>,
        /// The packages, in the order of their upload.
        packages: Vec<PlannedPackageJson>,
        /// The files that change.
        files: Vec<PlannedFileJson>,
        /// The message of the commit.
        message: String,
        /// The tags on that commit.
        tags: Vec<String>,
        /// The release notes, in Markdown.
        notes: String,
        /// The steps of the release, in order.
        steps: Vec<PlannedStepJson>,
        /// What a reader should know of how the plan was made.
        remarks: Vec<String>,
    }

    /// A package that is released.
    pub struct PlannedPackageJson {
        /// The name of the package.
        name: String,
        /// The version of the package now.
        from: String,
        /// The version of the package after the release.
        to: String,
        /// The registry that the package goes to; `null` where cargo decides.
        registry: Option<String>,
        /// The members that must be there first.
        after: Vec<String>,
        /// Whether the package is uploaded; if not, it has a version and a tag only.
        uploaded: bool,
        /// Why the package is not built before it is uploaded; `null` when it is.
        no_verify: Option<String>,
    }

    /// A file that changes.
    pub struct PlannedFileJson {
        /// The file, relative to the root.
        path: String,
        /// How many lines of the new text are new.
        lines: u64,
    }

    /// One step of a release.
    pub struct PlannedStepJson {
        /// The effect of the step, what is done or looked at: `commit`, `tag`, `push`, `upload`, `index`, `fetch`,
        /// `consumer`, `install`, `docs`, `forge` or `hook`.
        effect: String,
        /// The package, the tag, or the place of the hook; `null` where there is only one.
        of: Option<String>,
        /// Whether the effect can be taken back, lasts, or changes nothing.
        sort: OneOf<EffectKind>,
        /// The state of the effect; `null` when nobody has looked. Of `by-hand`, nothing on this machine can do it, and
        /// `seen` says what to type.
        state: Option<OneOf<StepState>>,
        /// What shows the state.
        seen: Option<String>,
    }

    /// One thing that was looked at before the first change.
    pub struct LookJson {
        /// What sort of thing was looked at.
        what: String,
        /// Which thing of its sort; empty where there is only one.
        which: String,
        /// What came of the look. Of `simulated`, only the change itself will show it.
        outcome: OneOf<PreflightOutcome>,
        /// What was seen, or why not.
        text: String,
        /// What to do about the thing.
        remedy: Option<String>,
    }
}

/// What was done about a release, as one word.
#[derive(Debug, Clone, Copy)]
pub enum DoneWord {
    /// Nothing was written or changed.
    Shown,
    /// The plan file was written.
    Planned,
    /// Nothing was changed, because of what was found.
    Refused,
    /// Everything was done, and it was seen to be there.
    Complete,
    /// Everything was done, and not all of it could be seen yet.
    Unseen,
    /// Everything was done, and something of it is not as planned. Only a higher version mends that.
    Flawed,
    /// The release stopped before its end.
    Stopped,
    /// What could be taken back was taken back.
    Aborted,
}

impl DoneWord {
    fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Planned => "planned",
            Self::Refused => "refused",
            Self::Complete => "complete",
            Self::Unseen => "unseen",
            Self::Flawed => "flawed",
            Self::Stopped => "stopped",
            Self::Aborted => "aborted",
        }
    }
}

words! {
    DoneWord: Shown, Planned, Refused, Complete, Unseen, Flawed, Stopped, Aborted => DoneWord::word;
    EffectKind: Reversible, Lasting, Verification => EffectKind::word;
    PreflightOutcome: Fine, Refused, Unknown, Simulated => PreflightOutcome::word;
    YankState: There, Yanked, Unseen, Unknown => YankState::word;
}

impl ReleaseDocument {
    /// The document of a release.
    pub fn of(report: &ReleaseReport) -> Self {
        let (done, plan_file, stopped, left) = match report.done.clone() {
            ReleaseOutcome::Shown => (DoneWord::Shown, None, None, Vec::new()),
            ReleaseOutcome::Planned(file) => (DoneWord::Planned, Some(file), None, Vec::new()),
            ReleaseOutcome::Refused => (DoneWord::Refused, None, None, Vec::new()),
            ReleaseOutcome::Complete => (DoneWord::Complete, None, None, Vec::new()),
            ReleaseOutcome::Unseen => (DoneWord::Unseen, None, None, Vec::new()),
            ReleaseOutcome::Flawed => (DoneWord::Flawed, None, None, Vec::new()),
            ReleaseOutcome::Stopped { why, .. } => (DoneWord::Stopped, None, Some(why), Vec::new()),
            ReleaseOutcome::Aborted { left, .. } => (DoneWord::Aborted, None, None, left),
        };
        let yank = report.yank.as_ref().map(|rows| rows.iter().map(YankJson::of).collect());
        Self {
            schema: Version,
            wish: report.request.clone(),
            done: OneOf(done),
            plan_file,
            stopped,
            left,
            yank,
            plan: report.plan.as_ref().map(PlanJson::of),
            looks: report.looks.iter().map(LookJson::of).collect(),
            findings: report.findings.iter().map(FindingJson::of).collect(),
        }
    }
}

impl YankJson {
    fn of(row: &YankRow) -> Self {
        let cut_off = |row: &DependentRow| CutOffJson {
            name: row.name.clone(),
            released: row.released,
            why: row.why.clone(),
        };
        Self {
            name: row.name.clone(),
            version: row.version.clone(),
            registry: row.registry.clone(),
            state: OneOf(row.state),
            why: row.why.clone(),
            cuts_off: row.cuts.iter().map(cut_off).collect(),
        }
    }
}

impl PlanJson {
    fn of(plan: &PlannedRelease) -> Self {
        Self {
            version: plan.version.clone(),
            commit: plan.commit.clone(),
            branch: plan.branch.clone(),
            remote: plan.remote.clone(),
            packages: plan.packages.iter().map(PlannedPackageJson::of).collect(),
            files: plan.files.iter().map(PlannedFileJson::of).collect(),
            message: plan.message.clone(),
            tags: plan.tags.clone(),
            notes: plan.notes.clone(),
            steps: plan.steps.iter().map(PlannedStepJson::of).collect(),
            remarks: plan.remarks.clone(),
        }
    }
}

impl PlannedPackageJson {
    fn of(package: &PlannedPackage) -> Self {
        Self {
            name: package.name.clone(),
            from: package.from.clone(),
            to: package.to.clone(),
            registry: package.registry.clone(),
            after: package.after.clone(),
            uploaded: package.uploaded,
            no_verify: package.no_verify.clone(),
        }
    }
}

impl PlannedFileJson {
    fn of(file: &PlannedFile) -> Self {
        Self { path: file.path.clone(), lines: file.lines }
    }
}

impl PlannedStepJson {
    fn of(step: &PlannedStep) -> Self {
        Self {
            effect: step.effect.clone(),
            of: step.of.clone(),
            sort: OneOf(step.kind),
            state: step.state.as_ref().map(|(sight, _)| OneOf(*sight)),
            seen: step.state.as_ref().map(|(_, seen)| seen.clone()),
        }
    }
}

impl LookJson {
    fn of(row: &PreflightRow) -> Self {
        Self {
            what: row.what.clone(),
            which: row.which.clone(),
            outcome: OneOf(row.outcome),
            text: row.text.clone(),
            remedy: row.remedy.clone(),
        }
    }
}
