//! Records that this very program has read and judged again before, so that it need not do so at every look. While the file
//! of a record is the same, so is its content; and the same program makes the same of it for the same gate.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use shipworthy_model::judgement::Judgement;
use shipworthy_model::record::Record;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::Evidence;

use crate::evidence::{CacheFolder, CacheReader, CacheWriter, EvidenceIndex, IndexEntry, RecordName};
use crate::facts::tree::{FileStamp, STAMP_BYTES};
use crate::sys::clock;

/// The name of the cache.
const CACHE: &str = "judged";

/// What the cache begins with.
const FORM: &str = "shipworthy judged 1";

/// The size of the largest judgement that is kept, in bytes. One with more findings is made again.
const MOST: usize = 16 << 10;

/// What a record said, and what followed from it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JudgedRecord {
    /// The stamp of the file when it was read.
    stamp: FileStamp,
    /// The key of the fingerprint that the record is bound to. The check of the gate is in it, so that no other check is
    /// answered for.
    key: String,
    recorded: Timestamp,
    commit: Option<String>,
    duration_ms: u64,
    judgement: Judgement,
}

/// The records that were judged again before, by this program.
#[derive(Debug)]
pub(crate) struct JudgedRecords {
    /// The stamp of the program that runs; `None` where the system does not say, so that nothing is kept.
    program: Option<FileStamp>,
    /// When the look began in which records are read.
    taken: SystemTime,
    known: BTreeMap<RecordName, JudgedRecord>,
    learned: Mutex<BTreeMap<RecordName, JudgedRecord>>,
}

impl JudgedRecords {
    /// What an earlier call of this program kept; nothing when there is none, it is damaged, or it is another program's.
    pub(crate) fn open(cache: &CacheFolder) -> Self {
        let (taken, program) = (clock::moment(), program());
        let known = program.and_then(|program| decode(&program, &cache.read(CACHE)?)).unwrap_or_default();
        Self { program, taken, known, learned: Mutex::default() }
    }

    /// What the record of this entry came to, if its file is certainly the one that was read.
    pub(crate) fn of(&self, entry: &IndexEntry) -> Option<&JudgedRecord> {
        self.known.get(&entry.name).filter(|judged| entry.seen == Some(judged.stamp))
    }

    /// Learns what a record came to. One whose run was seen to depend on more than its fingerprint says is held against
    /// that each time, and is not learned.
    pub(crate) fn learn(&self, entry: &IndexEntry, record: &Record, judgement: &Judgement) {
        let Some(stamp) = entry.seen.filter(|stamp| stamp.is_settled(self.taken)) else { return };
        if self.program.is_none() || !record.observed.is_empty() {
            return;
        }
        let judged = JudgedRecord {
            stamp,
            key: record.fingerprint.key.clone(),
            recorded: record.recorded,
            commit: record.commit.clone(),
            duration_ms: record.duration_ms,
            judgement: judgement.clone(),
        };
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        learned.insert(entry.name.clone(), judged);
    }

    /// Keeps what is known and was learned of the newest records in this index. Harmless when it cannot.
    pub(crate) fn save(&self, cache: &CacheFolder, index: &EvidenceIndex) {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let newest: Vec<&IndexEntry> = index.entries.keys().filter_map(|gate| index.newest(gate)).collect();
        // What was learned of records that a run has replaced since is of no use to anybody.
        let is_new = newest.iter().any(|entry| learned.contains_key(&entry.name));
        let Some(program) = self.program.filter(|program| is_new && program.is_settled(self.taken)) else {
            return;
        };
        let judged = newest.into_iter().filter_map(|entry| {
            let judged = learned.get(&entry.name).or_else(|| self.of(entry))?;
            let text = serde_json::to_vec(&judged.judgement).ok().filter(|text| text.len() <= MOST)?;
            // What would be read as something else is not kept.
            let same = serde_json::from_slice::<Judgement>(&text).is_ok_and(|read| read == judged.judgement);
            same.then_some((&entry.name, judged, text))
        });
        cache.keep(CACHE, &encode(&program, &judged.collect::<Vec<_>>()));
    }
}

impl JudgedRecord {
    /// Is the record bound to one of these fingerprints?
    pub(crate) fn is_bound_to(&self, keys: [&str; 2]) -> bool {
        keys.contains(&self.key.as_str())
    }

    /// The evidence that the record with this name is, of a gate whose fingerprint is still the one that it is bound to.
    pub(crate) fn evidence(&self, name: &RecordName, max_age: Option<Duration>) -> Evidence {
        Evidence {
            record: name.to_string(),
            recorded: self.recorded,
            commit: self.commit.clone(),
            from: None,
            duration_ms: self.duration_ms,
            judgement: self.judgement.clone(),
            executed: false,
            changed: Vec::new(),
            max_age,
            skipped: None,
        }
    }
}

/// The stamp of the program that runs: whoever builds it anew judges anew.
fn program() -> Option<FileStamp> {
    // This very file, also when another one has its path by now.
    let path = match cfg!(target_os = "linux") {
        true => PathBuf::from("/proc/self/exe"),
        false if cfg!(unix) => std::env::current_exe().ok()?,
        false => return None,
    };
    fs::metadata(path).ok().map(|metadata| FileStamp::of(&metadata))
}

fn encode(program: &FileStamp, judged: &[(&RecordName, &JudgedRecord, Vec<u8>)]) -> Vec<u8> {
    let mut to = CacheWriter::new(FORM, 512 * judged.len());
    to.raw(&program.to_bytes());
    to.number(judged.len() as u64);
    for (name, judged, judgement) in judged {
        to.text(&name.to_string());
        to.raw(&judged.stamp.to_bytes());
        to.text(&judged.key);
        to.number(judged.recorded.seconds());
        to.optional(judged.commit.as_deref());
        to.number(judged.duration_ms);
        to.bytes(judgement);
    }
    to.finish()
}

fn decode(program: &FileStamp, bytes: &[u8]) -> Option<BTreeMap<RecordName, JudgedRecord>> {
    let mut from = CacheReader::open(FORM, bytes)?;
    if *from.raw::<STAMP_BYTES>()? != program.to_bytes() {
        return None;
    }
    let judged = from.list(|from| {
        let name = from.text()?.parse().ok()?;
        let judged = JudgedRecord {
            stamp: from.raw::<STAMP_BYTES>().map(FileStamp::from_bytes)?,
            key: from.text()?,
            recorded: Timestamp::from_seconds(from.number()?),
            commit: from.optional()?,
            duration_ms: from.number()?,
            judgement: serde_json::from_slice(from.bytes()?).ok()?,
        };
        Some((name, judged))
    })?;
    from.is_at_end().then(|| judged.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(byte: u8) -> FileStamp {
        FileStamp::from_bytes(&[byte; STAMP_BYTES])
    }

    fn sample() -> (RecordName, JudgedRecord) {
        let judged = JudgedRecord {
            stamp: stamp(2),
            key: "k".to_owned(),
            recorded: Timestamp::from_seconds(7),
            commit: Some("c".to_owned()),
            duration_ms: 3,
            judgement: Judgement::of(4, "files", Vec::new()),
        };
        ("a.00000001.0123456789abcdef".parse().unwrap(), judged)
    }

    fn written() -> Vec<u8> {
        let (name, judged) = sample();
        let text = serde_json::to_vec(&judged.judgement).unwrap();
        encode(&stamp(1), &[(&name, &judged, text)])
    }

    #[test]
    fn what_was_written_is_read_by_the_same_program_alone() {
        assert_eq!(decode(&stamp(1), &written()), Some([sample()].into()));
        assert_eq!(decode(&stamp(3), &written()), None);
    }

    #[test]
    fn what_was_damaged_is_nothing() {
        let whole = written();
        for end in 0..whole.len() {
            assert!(decode(&stamp(1), &whole[..end]).is_none(), "{end}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            assert!(decode(&stamp(1), &damaged).is_none(), "{at}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let mut summed = CacheWriter::new(FORM, 0);
            summed.raw(&stamp(1).to_bytes());
            summed.raw(&bytes);
            let _ = decode(&stamp(1), &summed.finish());
        }
    }
}
