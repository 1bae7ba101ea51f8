//! Evidence: the record of one gate's run. Immutable once written.

use serde::{Deserialize, Serialize};

use crate::checklist::Check;
use crate::fingerprint::Fingerprint;
use crate::id::GateId;
use crate::judgement::Judgement;
use crate::observation::Observation;
use crate::time::Timestamp;

/// The version of the record format that this release writes. It reads this one and older ones.
pub const RECORD_SCHEMA: u32 = 1;

/// One gate, run once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// [`RECORD_SCHEMA`] of the release that wrote it.
    pub schema: u32,
    /// Later records of the store have larger numbers, whatever the clock says.
    pub sequence: u64,
    /// The gate.
    pub gate: GateId,
    /// What was checked, as the checklist had it then.
    pub check: Check,
    /// When the run ended.
    pub recorded: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The commit checked out, when there was one.
    pub commit: Option<String>,
    /// The git tree of that commit.
    pub tree: Option<String>,
    /// Did files differ from that commit?
    pub dirty: bool,
    /// All that the result depends on.
    pub fingerprint: Fingerprint,
    /// What each step saw.
    pub observations: Vec<Observation>,
    /// What the check made of it.
    pub judgement: Judgement,
}
