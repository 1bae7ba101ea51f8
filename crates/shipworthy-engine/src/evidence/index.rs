//! What the records say, in short and in memory. It can always be rebuilt from them; nothing is decided by it alone.

use std::collections::BTreeMap;

use shipworthy_model::id::GateId;

use super::entry::IndexEntry;
use super::index_file::IndexSize;
use super::name::RecordName;

/// How many records of one gate are looked at; older ones are history on disk.
pub(super) const WINDOW: usize = 32;

/// The records of a store in short.
#[derive(Debug, Clone, Default)]
pub struct EvidenceIndex {
    /// Per gate, the newest first; the 32 newest of each.
    pub entries: BTreeMap<GateId, Vec<IndexEntry>>,
    /// The problems of the store, one line each: damaged records, records of newer releases, strange files.
    pub problems: Vec<String>,
    /// Why nothing of the store is evidence, if nothing is.
    pub distrust: Option<String>,
    /// The largest sequence number ever seen, also of records that are gone.
    pub(super) highest: u64,
    /// Records too old for the window whose files do not say superseded yet.
    pub(super) retired: Vec<RecordName>,
    /// The lock under which this was last compared with the folder.
    pub(super) under: Option<u64>,
    /// How large the files are in which this is written down.
    pub(super) size: IndexSize,
}

impl EvidenceIndex {
    /// The newest evidence of a gate.
    pub fn newest(&self, gate: &GateId) -> Option<&IndexEntry> {
        self.evidence(gate).next()
    }

    /// The newest evidence of a gate that was recorded with this fingerprint.
    pub fn with_fingerprint(&self, gate: &GateId, key: &str) -> Option<&IndexEntry> {
        self.evidence(gate).find(|entry| entry.fingerprint_key == key)
    }

    /// The evidence of a gate that may hold for one of these fingerprints, the newest first. Whether it does, what each run
    /// was seen to depend on decides.
    pub fn with_any<'a>(&'a self, gate: &GateId, keys: [&'a str; 2]) -> impl Iterator<Item = &'a IndexEntry> {
        self.evidence(gate).filter(move |entry| keys.contains(&entry.fingerprint_key.as_str()))
    }

    /// Is there evidence of a gate that is bound to the files that a run was seen to open?
    pub(crate) fn has_bound_to_seen(&self, gate: &GateId) -> bool {
        self.evidence(gate).any(IndexEntry::is_bound_to_seen)
    }

    /// The newest evidence of a gate that differs from one with this key in nothing but files.
    pub(crate) fn akin(&self, gate: &GateId, loose: &str) -> Option<&IndexEntry> {
        self.evidence(gate).find(|entry| entry.loose_key == loose)
    }

    /// The last pass of a gate. History: it may have been superseded and is no evidence.
    pub fn last_pass(&self, gate: &GateId) -> Option<&IndexEntry> {
        self.history(gate).iter().find(|entry| entry.passed())
    }

    /// The last run of a gate that did not pass: that failed, or could not be told. History, as
    /// [`EvidenceIndex::last_pass`].
    pub fn last_fail(&self, gate: &GateId) -> Option<&IndexEntry> {
        self.history(gate).iter().find(|entry| !entry.passed())
    }

    /// All that is known of a gate, newest first, superseded records included.
    pub fn history(&self, gate: &GateId) -> &[IndexEntry] {
        match self.distrust {
            Some(_) => &[],
            None => self.entries.get(gate).map_or(&[], Vec::as_slice),
        }
    }

    /// Believes nothing of the store from now on, for this reason.
    pub fn distrust(&mut self, why: String) {
        self.distrust.get_or_insert(why);
    }

    fn evidence(&self, gate: &GateId) -> impl Iterator<Item = &IndexEntry> {
        self.history(gate).iter().filter(|entry| !entry.superseded)
    }

    /// The number that the next record will have.
    pub fn next_sequence(&self) -> u64 {
        self.highest.saturating_add(1)
    }

    pub(super) fn add(&mut self, entry: IndexEntry, apart: &dyn Fn(&RecordName, &RecordName) -> bool) {
        let gate = entry.name.gate().clone();
        let entries = self.entries.entry(gate).or_default();
        let at = entries.partition_point(|other| other.name > entry.name);
        entries.insert(at, entry);
        for old in entries.drain(WINDOW.min(entries.len())..) {
            if !old.shelved {
                self.retired.push(old.name);
            }
        }
        overrule(entries, apart);
    }

    pub(crate) fn problem(&mut self, text: String) {
        if !self.problems.contains(&text) {
            self.problems.push(text);
        }
    }
}

/// Marks each pass that a later record of the same gate overrules: one with the same fingerprint, unless the two are
/// `apart`, so that the later one was seen to depend on something that was another thing before.
///
/// The marks are what stands between "the failing record was written" and "the older pass was renamed", should the run be
/// killed there.
pub(super) fn overrule(entries: &mut [IndexEntry], apart: &dyn Fn(&RecordName, &RecordName) -> bool) {
    for at in 0..entries.len() {
        let pass = &entries[at];
        if !pass.passed() || pass.superseded {
            continue;
        }
        // Equal numbers come from two stores put together by hand; the worse record then counts.
        entries[at].superseded = entries.iter().any(|other| {
            !other.passed()
                && other.name.sequence() >= pass.name.sequence()
                && other.is_about(pass)
                && !apart(&pass.name, &other.name)
        });
    }
}
