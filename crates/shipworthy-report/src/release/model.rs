//! All that there is to tell of a release, as plain values. Text, JSON and exit code come from it.

use std::collections::BTreeMap;

use shipworthy_model::exit::Exit;
use shipworthy_model::judgement::Finding;
use shipworthy_model::release::StepState;

/// A release as it is told.
#[derive(Debug, Clone, Default)]
pub struct ReleaseReport {
    /// What was wished for: a level, or a version.
    pub wish: String,
    /// What would change; nothing when no plan could be made.
    pub plan: Option<PlannedRelease>,
    /// What stands against a plan, or against this one.
    pub findings: Vec<Finding>,
    /// What was looked at before the first change.
    pub looks: Vec<PreflightRow>,
    /// What would be yanked, or was; nothing when no yank was asked for.
    pub yank: Option<Vec<YankRow>>,
    /// What was done about it.
    pub done: ReleaseOutcome,
}

/// What was done about a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReleaseOutcome {
    /// Nothing was done.
    #[default]
    Shown,
    /// The plan was written to this file.
    Planned(String),
    /// Nothing was done, because of what was found.
    Refused,
    /// Everything was done, and it was seen to be there.
    Complete,
    /// Everything was done, and not all of it could be seen yet.
    Unseen,
    /// Not everything was done.
    Stopped {
        /// At what it stopped, and why.
        why: String,
        /// What to do.
        remedy: String,
        /// Would going on later be right? Else something is not as planned.
        resumable: bool,
    },
    /// What could be taken back was taken back.
    Aborted {
        /// This was yanked, now or before.
        yanked: Vec<String>,
        /// This was taken back.
        undone: Vec<String>,
        /// This was not taken back.
        left: Vec<String>,
    },
}

/// What a release would change.
#[derive(Debug, Clone, Default)]
pub struct PlannedRelease {
    /// The version that the release is known by.
    pub version: String,
    /// The commit it was made on.
    pub commit: String,
    /// The branch.
    pub branch: String,
    /// The remote.
    pub remote: Option<String>,
    /// The packages in the order of their upload.
    pub packages: Vec<PlannedPackage>,
    /// The files that change.
    pub files: Vec<PlannedFile>,
    /// The message of the commit.
    pub message: String,
    /// The tags.
    pub tags: Vec<String>,
    /// The release notes.
    pub notes: String,
    /// What is done and looked at, in order.
    pub steps: Vec<PlannedStep>,
    /// What a reader should know of how it was made.
    pub remarks: Vec<String>,
}

/// A package that is released.
#[derive(Debug, Clone, Default)]
pub struct PlannedPackage {
    /// Its name.
    pub name: String,
    /// Its version now.
    pub from: String,
    /// Its version then.
    pub to: String,
    /// The registry it goes to; `None` for crates.io.
    pub registry: Option<String>,
    /// The members that must be there first.
    pub after: Vec<String>,
}

/// A file that changes.
#[derive(Debug, Clone, Default)]
pub struct PlannedFile {
    /// Its path.
    pub path: String,
    /// How many of its lines are new.
    pub lines: u64,
}

/// One step of a release.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// The name of its effect, for scripts; it stays.
    pub effect: String,
    /// The package or tag it is about.
    pub of: Option<String>,
    /// The same in words.
    pub words: String,
    /// What doing it means.
    pub kind: EffectKind,
    /// How it stands, with what shows it; nothing when nobody has looked.
    pub state: Option<(StepState, String)>,
}

/// What it means to do a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectKind {
    /// It can be taken back.
    Reversible,
    /// It cannot be taken back.
    Lasting,
    /// It changes nothing.
    Verification,
}

/// One thing that was looked at before the first change.
#[derive(Debug, Clone)]
pub struct PreflightRow {
    /// What sort of thing.
    pub what: String,
    /// Which one of them; empty where there is only one.
    pub which: String,
    /// What came of it.
    pub outcome: PreflightOutcome,
    /// What was seen, or why not.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// What came of a look before the first change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreflightOutcome {
    /// It is as it must be.
    Fine,
    /// It is in the way.
    Refused,
    /// It could not be told.
    Unknown,
    /// Only the change itself will show it.
    Simulated,
}

/// A package that would be yanked, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankRow {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it is; `None` for crates.io.
    pub registry: Option<String>,
    /// How it stands there.
    pub state: YankState,
    /// Why that is not known.
    pub why: Option<String>,
    /// Who could no longer newly resolve it.
    pub cuts: Vec<DependentRow>,
}

/// How a package that would be yanked stands in its registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YankState {
    /// It is there.
    There,
    /// It is yanked.
    Yanked,
    /// The registry took it, and its index does not show it yet.
    Unseen,
    /// It could not be told.
    Unknown,
}

impl YankState {
    /// The word for it, in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Yanked => "yanked",
            Self::Unseen => "unseen",
            Self::Unknown => "unknown",
        }
    }
}

/// Somebody who could no longer newly resolve a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DependentRow {
    /// The package that needs it.
    pub name: String,
    /// Is it of the same release?
    pub released: bool,
    /// Why it could no longer resolve it.
    pub why: String,
}

impl EffectKind {
    /// The word for it, in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reversible => "reversible",
            Self::Lasting => "lasting",
            Self::Verification => "verification",
        }
    }
}

impl PreflightOutcome {
    /// The word for it, in every output.
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
    /// How many things are in the way.
    pub fn refusals(&self) -> usize {
        self.findings.len()
            + self.looks.iter().filter(|look| look.outcome == PreflightOutcome::Refused).count()
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        match &self.done {
            ReleaseOutcome::Shown | ReleaseOutcome::Planned(_) if self.refusals() == 0 => Exit::Go,
            ReleaseOutcome::Shown | ReleaseOutcome::Planned(_) | ReleaseOutcome::Refused => Exit::NoGo,
            ReleaseOutcome::Complete => Exit::Go,
            ReleaseOutcome::Stopped { resumable: true, .. } => Exit::Incomplete,
            ReleaseOutcome::Stopped { resumable: false, .. } => Exit::NoGo,
            ReleaseOutcome::Unseen => Exit::Incomplete,
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
