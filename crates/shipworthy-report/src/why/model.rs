//! What is known of one gate, gathered: plain data that the engine's side fills in.

use shipworthy_model::basis::AnswerGround;
use shipworthy_model::judgement::Conclusion;
use shipworthy_model::record::Record;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::GateStatus;

/// All that is known of one gate.
#[derive(Debug, Clone)]
pub struct Why {
    /// The checklist, the policy and the clock that the gate is judged by.
    pub ground: AnswerGround,
    /// The gate and its status.
    pub status: GateStatus,
    /// The record of the gate's last run, when there was one.
    pub record: Option<Record>,
    /// The parts of the fingerprint that differ from that record.
    pub changes: Vec<PartChange>,
    /// All that the record is bound to, when somebody asked for it.
    pub inputs: Option<Vec<BoundInput>>,
    /// The last run that passed.
    pub last_pass: Option<PastRun>,
    /// The last run that failed.
    pub last_fail: Option<PastRun>,
    /// The two runs between which the result last changed.
    pub turned: Option<Turned>,
}

/// Something that a record is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundInput {
    /// The name of the input: a part, a file, a variable.
    pub name: String,
    /// The value of the input, or the digest of it; `None` when it was not there.
    pub value: Option<String>,
    /// How it is known that the result depends on it.
    pub how: String,
}

/// A part of the fingerprint that has changed since the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartChange {
    /// The name of the part: `check`, `toolchain`, `files crates/core`, ...
    pub name: String,
    /// The value of the part in the record; `None` when it was not a part then.
    pub before: Option<String>,
    /// The value of the part now; `None` when it is a part no more.
    pub now: Option<String>,
    /// The files that changed, of a part that is made of files.
    pub files: Vec<FileChange>,
}

/// A file that has changed since the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path of the file, relative to the root.
    pub path: String,
    /// What happened to the file.
    pub change: FileChangeKind,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChangeKind {
    /// The file was not there before.
    Added,
    /// The file is not there any more.
    Removed,
    /// The file has other content.
    Changed,
}

impl FileChangeKind {
    /// What happened to a file that was there, or not, and is there now, or not.
    pub fn of(before: bool, now: bool) -> Self {
        match (before, now) {
            (false, _) => Self::Added,
            (true, false) => Self::Removed,
            (true, true) => Self::Changed,
        }
    }

    /// The word for the change, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// An earlier run of the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRun {
    /// When the run was recorded.
    pub recorded: Timestamp,
    /// The commit that the run was recorded on.
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

/// The conclusion of a check, without its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConclusionWord {
    /// The claim of the gate holds.
    Pass,
    /// The claim of the gate does not hold.
    Fail,
    /// Whether the claim holds could not be told.
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

    /// The word for the conclusion, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// The folder of the store, as a reader would type it from the workspace root.
pub(crate) const STORE: &str = ".readiness/";
