//! What happens during a run. Events are the only way out of it: the screen and the stored log of a run consume the
//! same ones.

use serde::{Deserialize, Serialize};

use crate::id::GateId;
use crate::judgement::Judgement;

/// One thing that happened during a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// Another run holds the evidence store; this one waits.
    Waiting {
        /// The id of the process that holds the lock, when known.
        holder: Option<u32>,
    },
    /// The run begins.
    Started {
        /// How many gates will be run.
        run: usize,
        /// How many gates are answered from evidence.
        reused: usize,
    },
    /// A gate begins.
    GateStarted {
        /// The id of the gate.
        gate: GateId,
        /// How long the gate took last time, in milliseconds.
        last_ms: Option<u64>,
    },
    /// A gate runs a process.
    StepStarted {
        /// The id of the gate.
        gate: GateId,
        /// The program that is run, and its arguments.
        argv: Vec<String>,
    },
    /// A gate ended with a judgement.
    GateFinished {
        /// The id of the gate.
        gate: GateId,
        /// What the gate's check concluded.
        judgement: Judgement,
        /// How long the gate took, in milliseconds.
        duration_ms: u64,
    },
    /// A gate was not run.
    GateSkipped {
        /// The id of the gate.
        gate: GateId,
        /// Why the gate was not run, on one line.
        why: String,
    },
    /// The user interrupted the run.
    Interrupted,
    /// The run ended.
    Finished,
}
