//! Evidence: the record of one gate's run. Immutable once written.

use serde::{Deserialize, Serialize};

use crate::basis::Basis;
use crate::checklist::Check;
use crate::fingerprint::Fingerprint;
use crate::id::GateId;
use crate::judgement::Judgement;
use crate::observation::Observation;
use crate::observed::ObservedInput;
use crate::time::Timestamp;

/// The version of the record format that this release writes. It reads this one and older ones.
pub const RECORD_SCHEMA: u32 = 1;

/// The record of one run of one gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The [`RECORD_SCHEMA`] of the release that wrote the record.
    pub schema: u32,
    /// Later records of the store have larger numbers, whatever the clock says.
    pub sequence: u64,
    /// The id of the gate.
    pub gate: GateId,
    /// The check of the gate, as the checklist had it then.
    pub check: Check,
    /// When the run ended.
    pub recorded: Timestamp,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// The commit that was checked out, when there was one.
    pub commit: Option<String>,
    /// The git tree of that commit.
    pub tree: Option<String>,
    /// Did files differ from that commit?
    pub dirty: bool,
    /// The fingerprint: all that the result depends on.
    pub fingerprint: Fingerprint,
    /// The checklist, the policy and the clock of the run; `None` in a record of a release that did not say.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// What the run was seen to depend on beyond the parts of the fingerprint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observed: Vec<ObservedInput>,
    /// The packages that were built anew, because what cargo had kept of them was made of something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rebuilt: Vec<String>,
    /// The observations, one for each step that was done.
    pub observations: Vec<Observation>,
    /// The judgement of the check on the observations.
    pub judgement: Judgement,
}
