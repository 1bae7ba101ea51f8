//! The document of `doctor`: what this machine has of what a checklist needs.

use shipworthy_model::diagnosis::{Diagnosis, DoctorOutcome, DoctorRow, UnboundRead};
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
        /// Places in sources from which tests seem to read, outside of the workspace, what no evidence is bound to.
        unbound: Vec<UnboundReadJson>,
    }

    /// A place in a source at which a path leads out of the workspace.
    pub struct UnboundReadJson {
        /// The ids of the gates that run the code, and whose runs are not observed.
        gates: Vec<GateId>,
        /// The source, relative to the root.
        file: String,
        /// The line of the place, from 1.
        line: u32,
        /// The column of the place, from 1.
        column: u32,
        /// What leads out: `parent()`, `".."`.
        text: String,
        /// The line to write in those gates.
        remedy: String,
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
        let unbound = diagnosis.unbound.iter().map(UnboundReadJson::of).collect();
        Self { schema: Version, ok: Some(diagnosis.exit() == Exit::Go), tools, unbound }
    }

    /// The document of what would be looked for.
    pub fn listing(diagnosis: &Diagnosis) -> Self {
        let tools = diagnosis.rows.iter().map(ToolJson::named).collect();
        Self { schema: Version, ok: None, tools, unbound: Vec::new() }
    }
}

impl UnboundReadJson {
    fn of(read: &UnboundRead) -> Self {
        Self {
            gates: read.gates.clone(),
            file: read.file.clone(),
            line: read.path.line,
            column: read.path.column,
            text: read.path.text.clone(),
            remedy: UnboundRead::REMEDY.to_owned(),
        }
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
