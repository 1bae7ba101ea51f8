//! What is known of one gate before it is judged: nothing, that it does not apply, or the evidence of a run.

use std::time::Duration;

use crate::id::GateId;
use crate::judgement::Judgement;
use crate::time::Timestamp;

/// What is known of one gate. The engine makes exactly one for each gate of the checklist.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The id of the gate.
    pub gate: GateId,
    /// What is known of the gate.
    pub known: Known,
}

/// What is known of a gate before it is judged.
#[derive(Debug, Clone)]
pub enum Known {
    /// The gate was not run, and no evidence is left of an earlier run; with the reason when there is a special one.
    Nothing(Option<String>),
    /// The gate does not apply here, for this reason.
    NotApplicable(String),
    /// The gate was run, now or earlier.
    Evidence(Box<Evidence>),
}

/// What the record of a run says, and how it relates to the tree of now.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The digest that names the record.
    pub record: String,
    /// When the record was written.
    pub recorded: Timestamp,
    /// The commit that the record was written on.
    pub commit: Option<String>,
    /// The root of the workspace whose run it was, when that is another one.
    pub from: Option<String>,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// The judgement of the check.
    pub judgement: Judgement,
    /// Was the gate run by this very command?
    pub executed: bool,
    /// The parts of the fingerprint that differ now; empty when nothing its result depends on has changed.
    pub changed: Vec<String>,
    /// Beyond this age the world outside the tree may have changed.
    pub max_age: Option<Duration>,
    /// Why this gate was not run again although it should have been, when that is so.
    pub skipped: Option<String>,
}
