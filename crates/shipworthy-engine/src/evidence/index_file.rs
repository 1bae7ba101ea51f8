//! How the index is written down: whole in one file, and in a journal beside it what came since. What is written is in
//! proportion to what is new, however long the history of the store is.

use std::io::{self, ErrorKind};

use serde::{Deserialize, Serialize};

use super::entry::IndexEntry;
use super::index::EvidenceIndex;
use crate::sys::files::sha256_hex;
use crate::sys::open_folder::OpenFolder;

/// The file that holds the whole index as it was once.
const INDEX: &str = "index.json";

/// The file that holds what came since, page by page.
const JOURNAL: &str = "index.journal";

/// The size of the largest index or journal that is read, in bytes. Without one, every record is read.
const MOST: u64 = 256 << 20;

/// The version of both files. A page with any other is none.
const SCHEMA: u32 = 2;

/// How many bytes the files of an index have, as they were when this index was read from them or written to them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct IndexSize {
    whole: usize,
    journal: usize,
}

/// A number of entries on one line, and on the next the digest of that line: a flipped bit must not change what is believed
/// of a gate.
#[derive(Serialize)]
struct PageOut<'a> {
    schema: u32,
    highest: u64,
    records: Vec<&'a IndexEntry>,
}

#[derive(Deserialize)]
struct PageIn {
    schema: u32,
    highest: u64,
    records: Vec<IndexEntry>,
}

/// The index that the files in the folder of a store hold, as far as they are whole. Each entry speaks of one record for
/// itself, so that one that is lost is lost alone: its record is read again.
pub(super) fn read(folder: &OpenFolder) -> EvidenceIndex {
    let [whole, journal] = [INDEX, JOURNAL].map(|name| folder.read(name, MOST).unwrap_or_default());
    let mut index = EvidenceIndex {
        size: IndexSize { whole: whole.len(), journal: journal.len() },
        ..EvidenceIndex::default()
    };
    // The newest word on a record is found first.
    for page in pages(&journal).into_iter().rev().chain(page(&whole)) {
        index.highest = index.highest.max(page.highest);
        for mut entry in page.records {
            entry.saved = true;
            match index.entries.get_mut(entry.name.gate()) {
                Some(entries) => entries.push(entry),
                None => {
                    index.entries.insert(entry.name.gate().clone(), vec![entry]);
                }
            }
        }
    }
    index
}

/// Writes down what the index has learned. A journal that has grown beyond the index is written into it: an entry is
/// written twice or so in its life, and never once per run.
///
/// Nothing is synced to disk, unlike a record: what a power cut leaves of a page fails its digest.
pub(super) fn write(folder: &OpenFolder, index: &mut EvidenceIndex) -> io::Result<()> {
    let new: Vec<&IndexEntry> = index.entries.values().flatten().filter(|entry| !entry.saved).collect();
    let page = encode(index.highest, new)?;
    let IndexSize { whole, journal } = index.size;
    if journal + page.len() <= whole {
        // What was cut off before ends here, and takes nothing along.
        folder.append(JOURNAL)?.append_unsynced(&[b"\n", page.as_slice()].concat())?;
        index.size.journal += page.len() + 1;
    } else {
        let bytes = encode(index.highest, index.entries.values().flatten().collect())?;
        folder.write_unsynced(INDEX, &bytes)?;
        // Should it stay, it says what the index says.
        match folder.remove(JOURNAL) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => index.size = IndexSize { whole: bytes.len(), journal: 0 },
        }
    }
    index.entries.values_mut().flatten().for_each(|entry| entry.saved = true);
    Ok(())
}

fn encode(highest: u64, records: Vec<&IndexEntry>) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(&PageOut { schema: SCHEMA, highest, records })?;
    let digest = sha256_hex(&bytes);
    bytes.extend_from_slice(format!("\n\"{digest}\"\n").as_bytes());
    Ok(bytes)
}

/// The page that these bytes are; `None` when they are not whole, or not of this version.
fn page(bytes: &[u8]) -> Option<PageIn> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, digest) = bytes.split_at(end);
    if digest != format!("\n\"{}\"\n", sha256_hex(line)).as_bytes() {
        return None;
    }
    serde_json::from_slice(line).ok().filter(|page: &PageIn| page.schema == SCHEMA)
}

/// The whole pages of a journal, in order. What is cut off or damaged is passed over.
fn pages(journal: &[u8]) -> Vec<PageIn> {
    let mut pages = Vec::new();
    let mut rest = journal;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let after = &rest[end + 1..];
        let digest = after.iter().position(|byte| *byte == b'\n').map(|length| end + 1 + length + 1);
        match digest.and_then(|length| Some((page(&rest[..length])?, length))) {
            Some((page, length)) => {
                pages.push(page);
                rest = &rest[length..];
            }
            None => rest = after,
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(journal: &[u8]) -> Vec<u64> {
        pages(journal).iter().map(|page| page.highest).collect()
    }

    #[test]
    fn an_index_that_is_not_whole_is_no_index() {
        let whole = encode(7, Vec::new()).unwrap();
        assert_eq!(page(&whole).map(|page| page.highest), Some(7));
        for end in 0..whole.len() {
            assert!(page(&whole[..end]).is_none(), "cut at {end}");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                assert!(page(&flipped).is_none(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn an_index_of_another_version_is_no_index() {
        let line = r#"{"schema":1,"highest":7,"records":[]}"#;
        let bytes = format!("{line}\n\"{}\"\n", sha256_hex(line.as_bytes()));
        assert!(page(bytes.as_bytes()).is_none());
    }

    #[test]
    fn a_page_that_was_cut_off_takes_no_other_along() {
        let [one, two, three] = [1, 2, 3].map(|highest| encode(highest, Vec::new()).unwrap());
        for end in 0..two.len() {
            let journal = [b"\n", one.as_slice(), b"\n", &two[..end], b"\n", three.as_slice()].concat();
            // Only the last line break is missing.
            let whole = if end + 1 == two.len() { vec![1, 2, 3] } else { vec![1, 3] };
            assert_eq!(numbers(&journal), whole, "cut at {end}");
        }
        for at in 0..two.len() {
            let mut flipped = two.clone();
            flipped[at] ^= 4;
            let journal =
                [b"\n", one.as_slice(), b"\n", flipped.as_slice(), b"\n", three.as_slice()].concat();
            assert_eq!(numbers(&journal), [1, 3], "byte {at}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let _ = pages(&bytes);
        }
    }
}
