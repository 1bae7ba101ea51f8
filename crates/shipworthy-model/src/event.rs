//! What happens during a run. Events are the only way out of it: the screen and the stored log of a run consume the
//! same ones.

use serde::{Deserialize, Serialize};

use crate::id::GateId;
use crate::judgement::Judgement;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// Another run holds the evidence store; this one waits.
    Waiting {
        /// The process that holds it, when known.
        holder: Option<u32>,
    },
    /// The run begins.
    Started {
        /// How many gates will be run.
        run: usize,
        /// How many are answered from evidence.
        reused: usize,
    },
    /// A gate begins.
    GateStarted {
        /// The gate.
        gate: GateId,
        /// How long it took last time, in milliseconds.
        last_ms: Option<u64>,
    },
    /// A gate runs a process.
    StepStarted {
        /// The gate.
        gate: GateId,
        /// What is run.
        argv: Vec<String>,
    },
    /// A gate ended with a judgement.
    GateFinished {
        /// The gate.
        gate: GateId,
        /// What its check concluded.
        judgement: Judgement,
        /// How long it took, in milliseconds.
        duration_ms: u64,
    },
    /// A gate was not run.
    GateSkipped {
        /// The gate.
        gate: GateId,
        /// Why not, on one line.
        why: String,
    },
    /// The user interrupted the run.
    Interrupted,
    /// The run ended.
    Finished,
}
