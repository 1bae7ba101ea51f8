//! What `doctor` found: can this machine run this checklist, and what to type when it cannot.

use crate::exit::Exit;
use crate::id::GateId;

/// All that was looked at.
#[derive(Debug, Clone, Default)]
pub struct Diagnosis {
    /// One row for each thing, in a stable order.
    pub rows: Vec<DoctorRow>,
}

/// One thing the checklist needs of the machine.
#[derive(Debug, Clone)]
pub struct DoctorRow {
    /// Its id, for `--only`: the name of a tool, `disk`, `memory`, `env NAME`, ...
    pub id: String,
    /// What it is for, on one line.
    pub summary: String,
    /// What is there: a version, a size.
    pub found: Option<String>,
    /// What must be there.
    pub required: Option<String>,
    /// How it stands.
    pub outcome: DoctorOutcome,
    /// The gates that need it.
    pub needed_by: Vec<GateId>,
    /// One line to type on this platform.
    pub remedy: Option<String>,
    /// The remedy as an argument list that `--fix` can run; `None` when a person must do it.
    pub fix: Option<Vec<String>>,
    /// More about what was found.
    pub detail: Option<String>,
}

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorOutcome {
    /// The thing is there and new enough.
    Ok,
    /// The thing is not there, but everything works without it.
    Optional,
    /// The thing is not there.
    Missing,
    /// The thing is older, or less, than required.
    TooOld,
    /// How the thing stands could not be told.
    Unknown,
}

impl DoctorOutcome {
    /// The word for it, in every output.
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
    /// Is nothing missing and everything known?
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
