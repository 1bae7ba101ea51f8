//! The last GO of the whole checklist: the file `go.json`, replaced by each new one. It is there to be compared with, and
//! proves nothing.

use std::io;

use serde::{Deserialize, Serialize};
use shipworthy_model::time::Timestamp;

use super::error::StoreError;
use super::store::Store;

/// The name of the file in the folder of the store.
const FILE: &str = "go.json";

/// The version of the format that this release writes and reads.
const SCHEMA: u32 = 1;

/// The size of the largest file that is read, in bytes: a checklist of 4 MiB with every byte escaped.
const LARGEST: u64 = 32 << 20;

/// The last GO: when and where it was, and the checklist that it was given by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastGo {
    /// The version of the format.
    schema: u32,
    /// When it was.
    pub at: Timestamp,
    /// The commit that was checked out, when there was one.
    pub commit: Option<String>,
    /// The text of the checklist.
    pub checklist: String,
}

impl LastGo {
    /// A GO at this time, on this commit, by a checklist with this text.
    pub fn new(at: Timestamp, commit: Option<String>, checklist: String) -> Self {
        Self { schema: SCHEMA, at, commit, checklist }
    }
}

impl Store {
    /// The last GO, when there was one and it can be read.
    pub fn last_go(&self) -> Option<LastGo> {
        let bytes = self.folder().open().ok()?.read(FILE, LARGEST).ok()?;
        let go: LastGo = serde_json::from_slice(&bytes).ok()?;
        (go.schema == SCHEMA).then_some(go)
    }

    /// Keeps a GO as the last one.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn keep_go(&self, go: &LastGo) -> Result<(), StoreError> {
        let path = self.folder().path().join(FILE);
        let bytes =
            serde_json::to_vec(go).map_err(io::Error::from).map_err(StoreError::io("write", &path))?;
        let written = self.folder().open().and_then(|folder| folder.write(FILE, &bytes));
        written.map_err(StoreError::io("write", &path))
    }
}
