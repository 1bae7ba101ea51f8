//! All that there is to tell of a release, as plain values. Text, JSON and exit code come from it.

use std::collections::BTreeMap;

use shipworthy_model::exit::Exit;
use shipworthy_model::judgement::Finding;

use super::yank::YankedPackage;

/// A release as it is told.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// What was wished for: a level, or a version.
    pub wish: String,
    /// What would change; nothing when no plan could be made.
    pub plan: Option<Planned>,
    /// What stands against a plan, or against this one.
    pub findings: Vec<Finding>,
    /// What was looked at before the first change.
    pub looks: Vec<Look>,
    /// What would be yanked, or was; nothing when no yank was asked for.
    pub yank: Option<Vec<YankedPackage>>,
    /// What was done about it.
    pub done: Done,
}

/// What was done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Done {
    /// Nothing.
    #[default]
    Shown,
    /// The plan was written to this file.
    Planned(String),
    /// Nothing, because of what was found.
    Refused,
    /// Everything, and it was seen to be there.
    Complete,
    /// Everything, and not all of it could be seen yet.
    Unseen,
    /// Not everything.
    Stopped {
        /// At what, and why.
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
        /// This.
        undone: Vec<String>,
        /// Not this.
        left: Vec<String>,
    },
}

/// What would change.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    /// The version that the release is known by.
    pub version: String,
    /// The commit it was made on.
    pub commit: String,
    /// The branch.
    pub branch: String,
    /// The remote.
    pub remote: Option<String>,
    /// The packages in the order of their upload.
    pub packages: Vec<Member>,
    /// The files that change.
    pub files: Vec<File>,
    /// The message of the commit.
    pub message: String,
    /// The tags.
    pub tags: Vec<String>,
    /// The release notes.
    pub notes: String,
    /// What is done and looked at, in order.
    pub steps: Vec<Step>,
    /// What a reader should know of how it was made.
    pub remarks: Vec<String>,
}

/// One package.
#[derive(Debug, Clone, Default)]
pub struct Member {
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
pub struct File {
    /// Its path.
    pub path: String,
    /// How many of its lines are new.
    pub lines: u64,
}

/// One effect.
#[derive(Debug, Clone)]
pub struct Step {
    /// What sort of effect; the name stays.
    pub effect: String,
    /// On which package or tag.
    pub of: Option<String>,
    /// The same in words.
    pub words: String,
    /// What doing it means.
    pub sort: Sort,
    /// How it stands: `absent`, `equal`, `different`, `unknown`, `by-hand`, with what shows it. Nothing when nobody has looked.
    pub state: Option<(&'static str, String)>,
}

/// What doing an effect means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// It can be taken back.
    Reversible,
    /// It cannot.
    Lasting,
    /// It changes nothing.
    Verification,
}

/// One thing that was looked at before the first change.
#[derive(Debug, Clone)]
pub struct Look {
    /// What sort of thing.
    pub what: String,
    /// Which one; empty where there is only one.
    pub which: String,
    /// What came of it.
    pub sight: Sight,
    /// What was seen, or why not.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// What came of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// As it must be.
    Fine,
    /// In the way.
    Refused,
    /// It could not be told.
    Unknown,
    /// Only the change itself will show it.
    Simulated,
}

impl Told {
    /// How many things are in the way.
    pub fn refusals(&self) -> usize {
        self.findings.len() + self.looks.iter().filter(|look| look.sight == Sight::Refused).count()
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        match &self.done {
            Done::Shown | Done::Planned(_) if self.refusals() == 0 => Exit::Go,
            Done::Shown | Done::Planned(_) | Done::Refused => Exit::NoGo,
            Done::Complete => Exit::Go,
            Done::Stopped { resumable: true, .. } => Exit::Incomplete,
            Done::Stopped { resumable: false, .. } => Exit::NoGo,
            Done::Unseen => Exit::Incomplete,
            Done::Aborted { left, .. } if left.is_empty() => Exit::Go,
            Done::Aborted { .. } => Exit::NoGo,
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
