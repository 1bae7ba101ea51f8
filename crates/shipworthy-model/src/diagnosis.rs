//! What `doctor` found: can this machine run this checklist, and what to type when it cannot.

use crate::exit::Exit;
use crate::id::GateId;

/// What `doctor` found about everything the checklist needs of this machine.
#[derive(Debug, Clone, Default)]
pub struct Diagnosis {
    /// One row for each thing that was looked at, in a stable order.
    pub rows: Vec<DoctorRow>,
    /// Places in sources from which tests seem to read what no evidence is bound to.
    pub unbound: Vec<UnboundRead>,
}

/// A place in a source at which a path leads out of the workspace, to nobody knows where. What tests read there changes
/// without a gate becoming stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnboundRead {
    /// The gates that run the code, and whose runs are not observed.
    pub gates: Vec<GateId>,
    /// The source, relative to the root.
    pub file: String,
    /// The place in the source.
    pub path: OutwardPath,
}

/// A path that a source puts together and that leads out of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutwardPath {
    /// The line of the place, from 1.
    pub line: u32,
    /// The column of the place, from 1, in characters.
    pub column: u32,
    /// What stands there and climbs: `parent()`, `".."`.
    pub text: String,
}

impl UnboundRead {
    /// The line of a gate that binds its evidence to whatever is read.
    pub const REMEDY: &'static str = "observe = true";
}

/// One thing the checklist needs of the machine.
#[derive(Debug, Clone)]
pub struct DoctorRow {
    /// The id of the thing, for `--only`: the name of a tool, `disk`, `memory`, `env NAME`, ...
    pub id: String,
    /// What the thing is for, on one line.
    pub summary: String,
    /// What was found on this machine: a version, a size.
    pub found: Option<String>,
    /// What the checklist requires of this machine: a version, a size.
    pub required: Option<String>,
    /// Whether the thing is there and good enough.
    pub outcome: DoctorOutcome,
    /// The ids of the gates that need the thing.
    pub needed_by: Vec<GateId>,
    /// One line to type on this platform to get the thing.
    pub remedy: Option<String>,
    /// The remedy as an argument list that `--fix` can run; `None` when a person must do it.
    pub fix: Option<Vec<String>>,
    /// More about what was found.
    pub detail: Option<String>,
}

/// Whether one thing that a checklist needs is there and good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorOutcome {
    /// The thing is there and new enough.
    Ok,
    /// The thing is not as it should be, but GO can be reached without it.
    Optional,
    /// The thing is not there.
    Missing,
    /// The thing is older, or less, than required.
    TooOld,
    /// How the thing stands could not be told.
    Unknown,
}

impl DoctorOutcome {
    /// The word for the outcome, the same in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Optional => "optional",
            Self::Missing => "missing",
            Self::TooOld => "too-old",
            Self::Unknown => "unknown",
        }
    }
}

impl Diagnosis {
    /// The exit code of `doctor`: is nothing missing and everything known?
    pub fn exit(&self) -> Exit {
        let any = |wanted: &[DoctorOutcome]| self.rows.iter().any(|row| wanted.contains(&row.outcome));
        if any(&[DoctorOutcome::Missing, DoctorOutcome::TooOld]) {
            Exit::NoGo
        } else if any(&[DoctorOutcome::Unknown]) {
            Exit::Incomplete
        } else {
            Exit::Go
        }
    }
}
