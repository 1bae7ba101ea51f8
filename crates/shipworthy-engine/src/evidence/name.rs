//! The name of a record: which gate, its place in the order, and the digest that its content must have.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shipworthy_model::id::GateId;

use crate::sys::files::sha256_hex;

/// The largest sequence number; a store never gets there.
pub(super) const MAX_SEQUENCE: u64 = 999_999_999_999_999;

/// Added to the file name of a record that a newer one has overruled.
pub(super) const SUPERSEDED: &str = ".superseded";

const DIGEST: usize = 16;

/// The name of a record, `GATE.SEQUENCE.DIGEST`. Its file is `records/NAME.json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordName {
    gate: GateId,
    sequence: u64,
    digest: String,
}

impl RecordName {
    /// The name of a record with this content.
    pub(super) fn of(gate: GateId, sequence: u64, content: &[u8]) -> Self {
        let mut digest = sha256_hex(content);
        digest.truncate(DIGEST);
        Self { gate, sequence, digest }
    }

    /// The gate whose run was recorded.
    pub fn gate(&self) -> &GateId {
        &self.gate
    }

    /// Later records have larger numbers, whatever the clock said.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The beginning of the SHA-256 of the record's file, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Does the content have the digest in the name?
    pub(super) fn promises(&self, content: &[u8]) -> bool {
        sha256_hex(content).starts_with(&self.digest)
    }

    pub(super) fn file(&self) -> String {
        format!("{self}.json")
    }

    pub(super) fn superseded_file(&self) -> String {
        format!("{self}.json{SUPERSEDED}")
    }

    /// Reads the name of a file, and whether it says superseded.
    pub(super) fn from_file(file: &str) -> Option<(Self, bool)> {
        let (file, superseded) = match file.strip_suffix(SUPERSEDED) {
            Some(file) => (file, true),
            None => (file, false),
        };
        Some((file.strip_suffix(".json")?.parse().ok()?, superseded))
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:08}.{}", self.gate, self.sequence, self.digest)
    }
}

impl FromStr for RecordName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not the name of a record (GATE.SEQUENCE.DIGEST)");
        // From the end: there may be a point in the name of a feature, which an id can name.
        let mut parts = text.rsplitn(3, '.');
        let (Some(digest), Some(number), Some(gate)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad());
        };
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let sequence: u64 = number.parse().map_err(|_| bad())?;
        // One record, one spelling: `+1`, `1` and `000000001` are other names of `00000001`.
        let canonical = number.bytes().all(|b| b.is_ascii_digit())
            && (number.len() == 8 || (number.len() > 8 && !number.starts_with('0')));
        if !canonical || sequence > MAX_SEQUENCE || digest.len() != DIGEST || !digest.bytes().all(hex) {
            return Err(bad());
        }
        let gate = gate.parse().map_err(|_| bad())?;
        Ok(Self { gate, sequence, digest: digest.to_owned() })
    }
}

impl TryFrom<String> for RecordName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<RecordName> for String {
    fn from(name: RecordName) -> String {
        name.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_one_spelling() {
        for good in [
            "a.00000001.0123456789abcdef",
            "a-b_c.123456789.0123456789abcdef",
            "a[b.1].00000001.0123456789abcdef",
        ] {
            assert_eq!(good.parse::<RecordName>().unwrap().to_string(), good);
        }
        let bad = [
            "",
            "a",
            "a.1.0123456789abcdef",
            "a.000000001.0123456789abcdef",
            "a.+0000001.0123456789abcdef",
            "a.99999999999999999999.0123456789abcdef",
            "a.9999999999999999.0123456789abcdef",
            "A.00000001.0123456789abcdef",
            "a.00000001.0123456789ABCDEF",
            "a.00000001.0123",
            "a.00000001.0123456789abcdef.x",
            "../a.00000001.0123456789abcdef",
        ];
        for bad in bad {
            assert!(bad.parse::<RecordName>().is_err(), "{bad}");
        }
    }
}
