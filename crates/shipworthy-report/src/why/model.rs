//! What is known of one gate, gathered: plain data that the engine's side fills in.

use shipworthy_model::judgement::Conclusion;
use shipworthy_model::record::Record;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::GateStatus;

/// Everything about one gate.
#[derive(Debug, Clone)]
pub struct Why {
    /// The gate, and how it stands.
    pub status: GateStatus,
    /// The record of its last run.
    pub record: Option<Record>,
    /// The parts of the fingerprint that differ from that record.
    pub changes: Vec<PartChange>,
    /// The last run that passed.
    pub last_pass: Option<PastRun>,
    /// The last run that failed.
    pub last_fail: Option<PastRun>,
    /// Where the result last changed.
    pub turned: Option<Turned>,
}

/// A part of the fingerprint that has changed since the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartChange {
    /// What it is: `check`, `toolchain`, `files crates/core`, ...
    pub name: String,
    /// Its value in the record; `None` when it was not a part then.
    pub before: Option<String>,
    /// Its value now; `None` when it is a part no more.
    pub now: Option<String>,
    /// For a part made of files, those that changed.
    pub files: Vec<FileChange>,
}

/// A file that has changed since the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path, relative to the root.
    pub path: String,
    /// What happened to it.
    pub change: FileChangeKind,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChangeKind {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It has other content.
    Changed,
}

impl FileChangeKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// An earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRun {
    /// When it was recorded.
    pub recorded: Timestamp,
    /// The commit it was recorded on.
    pub commit: Option<String>,
    /// Did files differ from that commit?
    pub dirty: bool,
    /// The digest that names the record.
    pub record: String,
}

/// Two runs in a row with different results: the later one is where the gate turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// What the earlier run concluded.
    pub from: Conclusion,
    /// What the later run concluded.
    pub to: Conclusion,
    /// The earlier run.
    pub before: PastRun,
    /// The later run.
    pub after: PastRun,
}

/// What a check concluded, without the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConclusionWord {
    /// The claim holds.
    Pass,
    /// The claim does not hold.
    Fail,
    /// It could not be told.
    Unknown,
}

impl ConclusionWord {
    /// The word for a conclusion.
    pub fn of(conclusion: &Conclusion) -> Self {
        match conclusion {
            Conclusion::Pass => Self::Pass,
            Conclusion::Fail => Self::Fail,
            Conclusion::Unknown(_) => Self::Unknown,
        }
    }

    /// The word for it, in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// Where the store lies, as a reader would type it from the workspace root.
pub(crate) const STORE: &str = ".readiness/";
