//! One line of the index: what a record says in short, so that the record itself is read only for its findings.

use serde::{Deserialize, Serialize};
use shipworthy_model::judgement::{Conclusion, Measurement};
use shipworthy_model::record::Record;
use shipworthy_model::time::Timestamp;

use super::listing::Stamp;
use super::name::RecordName;
use crate::facts::tree::FileStamp;
use crate::freshness::fingerprint::without_files;
use crate::sys::open_folder::SeenFile;

/// What the index says of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// The name of the record, with its gate and its place in the order.
    pub name: RecordName,
    /// When the run of the gate ended.
    pub recorded: Timestamp,
    /// The commit that the record was written on.
    pub commit: Option<String>,
    /// Did files differ from that commit?
    pub dirty: bool,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// The digest over all that the result depends on.
    pub fingerprint_key: String,
    /// The same without what was predicted of files: that of a run which was seen to open all that it read.
    pub loose_key: String,
    /// The conclusion of the check.
    pub result: Conclusion,
    /// How many things were looked at.
    pub subjects: Option<u64>,
    /// What the things that were looked at are, such as `tests`.
    pub unit: String,
    /// The numbers that the check measured.
    pub measurements: Vec<Measurement>,
    /// How many findings the record holds.
    pub findings: usize,
    /// Was the record overruled by a newer one? Then it is history and no evidence.
    #[serde(skip)]
    pub superseded: bool,
    /// The file is named so too, which holds even when the newer record is deleted.
    #[serde(skip)]
    pub(super) shelved: bool,
    /// Does a file of the index say so already?
    #[serde(skip)]
    pub(super) saved: bool,
    /// The stamp of the file as it is now; `None` where nobody has looked, because the record is history.
    #[serde(skip)]
    pub(crate) seen: Option<FileStamp>,
    /// The stamp of the file as it was when the record was verified.
    pub(super) stamp: Stamp,
}

impl IndexEntry {
    pub(super) fn of(name: RecordName, record: Record, shelved: bool, file: Option<SeenFile>) -> Self {
        let judgement = record.judgement;
        Self {
            name,
            recorded: record.recorded,
            commit: record.commit,
            dirty: record.dirty,
            duration_ms: record.duration_ms,
            loose_key: without_files(&record.fingerprint).key,
            fingerprint_key: record.fingerprint.key,
            findings: judgement.findings.len(),
            result: judgement.result,
            subjects: judgement.subjects,
            unit: judgement.unit,
            measurements: judgement.measurements,
            superseded: shelved,
            shelved,
            saved: false,
            seen: file.as_ref().and_then(FileStamp::of_seen),
            stamp: file.map(Stamp::of).unwrap_or_default(),
        }
    }

    /// Did the claim of the gate hold?
    pub fn passed(&self) -> bool {
        self.result == Conclusion::Pass
    }

    /// Is the record about all that the other is about, but for what either was seen to depend on?
    pub(super) fn is_about(&self, other: &Self) -> bool {
        self.fingerprint_key == other.fingerprint_key
            || self.loose_key == other.loose_key && (self.is_bound_to_seen() || other.is_bound_to_seen())
    }

    /// Is the record bound to the files that its run was seen to open, and not to those that were predicted?
    pub(super) fn is_bound_to_seen(&self) -> bool {
        self.fingerprint_key == self.loose_key
    }
}
