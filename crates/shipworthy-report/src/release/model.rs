//! The report of a release, as plain values. Text, JSON and exit code come from it.

use std::collections::BTreeMap;

use shipworthy_model::exit::Exit;
use shipworthy_model::judgement::Finding;
use shipworthy_model::release::StepState;

/// A release as it is shown, in text and in JSON.
#[derive(Debug, Clone, Default)]
pub struct ReleaseReport {
    /// The version that was asked for: a level, or a version.
    pub request: String,
    /// The plan of the release; nothing when none could be made.
    pub plan: Option<PlannedRelease>,
    /// What stands against a plan, or against this one.
    pub findings: Vec<Finding>,
    /// What was looked at before the first change.
    pub looks: Vec<PreflightRow>,
    /// What would be yanked, or was; nothing when no yank was asked for.
    pub yank: Option<Vec<YankRow>>,
    /// The outcome: what was done about the release.
    pub done: ReleaseOutcome,
}

/// What was done about a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReleaseOutcome {
    /// Nothing was written or changed.
    #[default]
    Shown,
    /// The plan was written to this file.
    Planned(String),
    /// Nothing was changed, because of what was found.
    Refused,
    /// Everything was done, and it was seen to be there.
    Complete,
    /// Everything was done, and not all of it could be seen yet.
    Unseen,
    /// Everything was done, and something of it is not as planned. Only a higher version mends that.
    Flawed,
    /// The release stopped before its end.
    Stopped {
        /// At what the release stopped, and why.
        why: String,
        /// What to do or to type next.
        remedy: String,
        /// Would going on later be right? If not, something is not as planned.
        resumable: bool,
    },
    /// What could be taken back was taken back.
    Aborted {
        /// The packages that were yanked, now or before.
        yanked: Vec<String>,
        /// The effects that were taken back.
        undone: Vec<String>,
        /// The effects that were not taken back.
        left: Vec<String>,
    },
}

/// The plan of a release: what it would change.
#[derive(Debug, Clone, Default)]
pub struct PlannedRelease {
    /// The version that the release is known by.
    pub version: String,
    /// The commit that the plan was made on.
    pub commit: String,
    /// The branch that is released from; `None` when HEAD was detached.
    pub branch: Option<String>,
    /// The remote that the release is pushed to.
    pub remote: Option<String>,
    /// The packages in the order of their upload.
    pub packages: Vec<PlannedPackage>,
    /// The files that change.
    pub files: Vec<PlannedFile>,
    /// The message of the commit.
    pub message: String,
    /// The names of the tags.
    pub tags: Vec<String>,
    /// The release notes, as Markdown.
    pub notes: String,
    /// The steps of the release, in order.
    pub steps: Vec<PlannedStep>,
    /// What a reader should know of how the plan was made.
    pub remarks: Vec<String>,
}

/// A package that is released.
#[derive(Debug, Clone, Default)]
pub struct PlannedPackage {
    /// The name of the package.
    pub name: String,
    /// The version of the package now.
    pub from: String,
    /// The version of the package after the release.
    pub to: String,
    /// The registry that the package goes to; `None` for crates.io.
    pub registry: Option<String>,
    /// The members that must be there first.
    pub after: Vec<String>,
    /// Is the package uploaded?
    pub uploaded: bool,
    /// Why the package is not built before it is uploaded; `None` when it is.
    pub no_verify: Option<String>,
}

/// A file that changes.
#[derive(Debug, Clone, Default)]
pub struct PlannedFile {
    /// The path of the file, relative to the root.
    pub path: String,
    /// How many lines of the new text are new.
    pub lines: u64,
}

/// One step of a release.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// The name of the step's effect, for scripts; it stays.
    pub effect: String,
    /// The package or tag that the step is about.
    pub of: Option<String>,
    /// The step in words, for a person.
    pub words: String,
    /// Whether the effect can be taken back, lasts, or changes nothing.
    pub kind: EffectKind,
    /// The state of the step, with what shows it; nothing when nobody has looked.
    pub state: Option<(StepState, String)>,
}

/// The kind of an effect: whether it can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectKind {
    /// The effect can be taken back.
    Reversible,
    /// The effect cannot be taken back.
    Lasting,
    /// The effect changes nothing: it only verifies.
    Verification,
}

/// One thing that was looked at before the first change.
#[derive(Debug, Clone)]
pub struct PreflightRow {
    /// What sort of thing was looked at.
    pub what: String,
    /// Which thing of its sort; empty where there is only one.
    pub which: String,
    /// The outcome of the look.
    pub outcome: PreflightOutcome,
    /// What was seen, or why not.
    pub text: String,
    /// What to do about the thing.
    pub remedy: Option<String>,
}

/// The outcome of a look before the first change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreflightOutcome {
    /// The thing is as it must be.
    Fine,
    /// The thing is in the way of the release.
    Refused,
    /// Whether the thing is in the way could not be told.
    Unknown,
    /// The thing is fine as far as it can be tried; only the change itself will show it.
    Simulated,
}

/// A package that would be yanked, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankRow {
    /// The name of the package.
    pub name: String,
    /// The version of the package.
    pub version: String,
    /// The registry that the package is in; `None` for crates.io.
    pub registry: Option<String>,
    /// The state of the version in its registry.
    pub state: YankState,
    /// Why the state is not known.
    pub why: Option<String>,
    /// The packages that could no longer newly resolve this one.
    pub cuts: Vec<DependentRow>,
}

/// The state of a version that would be yanked, in its registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YankState {
    /// The version is there.
    There,
    /// The version is yanked.
    Yanked,
    /// The registry took the version, and its index does not show that yet.
    Unseen,
    /// The state of the version could not be told.
    Unknown,
}

impl YankState {
    /// The word for the state, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Yanked => "yanked",
            Self::Unseen => "unseen",
            Self::Unknown => "unknown",
        }
    }
}

/// A package that could no longer newly resolve what is yanked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DependentRow {
    /// The name of the dependent package.
    pub name: String,
    /// Is the dependent package of the same release?
    pub released: bool,
    /// Why the dependent package could no longer resolve the yanked one.
    pub why: String,
}

impl EffectKind {
    /// The word for the kind, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reversible => "reversible",
            Self::Lasting => "lasting",
            Self::Verification => "verification",
        }
    }
}

impl PreflightOutcome {
    /// The word for the outcome, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Simulated => "simulated",
        }
    }
}

impl ReleaseReport {
    /// How many of the looks found something in the way.
    pub fn refusals(&self) -> usize {
        self.findings.len()
            + self.looks.iter().filter(|look| look.outcome == PreflightOutcome::Refused).count()
    }

    /// The exit code of the command.
    pub fn exit(&self) -> Exit {
        match &self.done {
            ReleaseOutcome::Shown | ReleaseOutcome::Planned(_) if self.refusals() == 0 => Exit::Go,
            ReleaseOutcome::Shown | ReleaseOutcome::Planned(_) | ReleaseOutcome::Refused => Exit::NoGo,
            ReleaseOutcome::Complete => Exit::Go,
            ReleaseOutcome::Stopped { resumable: true, .. } => Exit::Incomplete,
            ReleaseOutcome::Stopped { resumable: false, .. } => Exit::NoGo,
            ReleaseOutcome::Unseen => Exit::Incomplete,
            ReleaseOutcome::Flawed => Exit::NoGo,
            ReleaseOutcome::Aborted { left, .. } if left.is_empty() => Exit::Go,
            ReleaseOutcome::Aborted { .. } => Exit::NoGo,
        }
    }
}

/// How many lines of the new text the old one does not have.
pub fn changed_lines(old: &str, new: &str) -> u64 {
    let mut there: BTreeMap<&str, u64> = BTreeMap::new();
    old.lines().for_each(|line| *there.entry(line).or_default() += 1);
    let mut is_new = |line: &str| match there.get_mut(line).filter(|number| **number > 0) {
        Some(number) => {
            *number -= 1;
            false
        }
        None => true,
    };
    new.lines().filter(|line| is_new(line)).count() as u64
}
