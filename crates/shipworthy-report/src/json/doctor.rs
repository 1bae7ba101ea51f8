//! The document of `doctor`: what this machine has of what a checklist needs.

use shipworthy_model::diagnosis::{Diagnosis, DoctorOutcome, DoctorRow};
use shipworthy_model::exit::Exit;
use shipworthy_model::id::GateId;

use super::document::{OneOf, Version, document, words};

document! {
    /// What this machine has of what the checklist needs.
    pub struct DoctorDocument {
        /// The version of this document.
        schema: Version,
        /// Whether this machine can run this checklist; `null` when that was not looked at.
        ok: Option<bool>,
        /// The things that were looked for.
        tools: Vec<ToolJson>,
    }

    /// One thing that the checklist needs of the machine. With `--list`, nothing is looked at, and what only a look can
    /// tell is `null`.
    pub struct ToolJson {
        /// The name of a tool, or another id such as `disk`, as `--only` takes it.
        id: String,
        /// What the thing is for.
        summary: String,
        /// Whether the thing is there; `null` when that could not be told.
        found: Option<bool>,
        /// The version, or the size, that was found.
        version: Option<String>,
        /// The lowest version or size that will do.
        required: Option<String>,
        /// Whether the thing is there and good enough. Of `optional`, it is not there, and not needed.
        outcome: Option<OneOf<DoctorOutcome>>,
        /// The ids of the gates that need the thing.
        needed_by: Vec<GateId>,
        /// What to type or do to get the thing.
        remedy: Option<String>,
        /// The command in `remedy` as a list of words, when `doctor --fix` can run it.
        fix: Option<Vec<String>>,
        /// More about what was found.
        detail: Option<String>,
    }
}

words! {
    DoctorOutcome: Ok, Optional, Missing, TooOld, Unknown => DoctorOutcome::word;
}

impl DoctorDocument {
    /// The document of a diagnosis.
    pub fn of(diagnosis: &Diagnosis) -> Self {
        let tools = diagnosis.rows.iter().map(ToolJson::of).collect();
        Self { schema: Version, ok: Some(diagnosis.exit() == Exit::Go), tools }
    }

    /// The document of what would be looked for.
    pub fn listing(diagnosis: &Diagnosis) -> Self {
        let tools = diagnosis.rows.iter().map(ToolJson::named).collect();
        Self { schema: Version, ok: None, tools }
    }
}

impl ToolJson {
    fn named(row: &DoctorRow) -> Self {
        Self {
            id: row.id.clone(),
            summary: row.summary.clone(),
            found: None,
            version: None,
            required: row.required.clone(),
            outcome: None,
            needed_by: row.needed_by.clone(),
            remedy: None,
            fix: None,
            detail: None,
        }
    }

    fn of(row: &DoctorRow) -> Self {
        Self {
            found: is_there(row),
            version: row.found.clone(),
            outcome: Some(OneOf(row.outcome)),
            remedy: row.remedy.clone(),
            fix: row.fix.clone(),
            detail: row.detail.clone(),
            ..Self::named(row)
        }
    }
}

/// Is the thing there at all? `None` when that could not be told.
fn is_there(row: &DoctorRow) -> Option<bool> {
    match row.outcome {
        DoctorOutcome::Ok | DoctorOutcome::TooOld => Some(true),
        DoctorOutcome::Missing | DoctorOutcome::Optional => Some(false),
        DoctorOutcome::Unknown => row.found.as_ref().map(|_| true),
    }
}
