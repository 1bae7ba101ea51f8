//! Lists of files with their digests, kept by the digest of the list, so that `why` can name the file that changed.

use super::error::StoreError;
use super::store::Store;

/// The size of the largest list that is read, in bytes.
const MOST: u64 = 256 << 20;

impl Store {
    /// Keeps a list of (path, digest) under the digest that fingerprints know it by. Without effect when it is kept
    /// already. Needs no lock: whoever writes it writes the same.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn keep_manifest(&self, digest: &str, files: &[(String, String)]) -> Result<(), StoreError> {
        if !is_digest(digest) {
            return Ok(());
        }
        let manifests = self.manifests();
        let path = manifests.path().join(digest);
        let folder = manifests.open().map_err(StoreError::io("open the folder", &manifests.path()))?;
        if folder.has(digest) {
            return Ok(());
        }
        let bytes =
            serde_json::to_vec(files).map_err(|error| StoreError::io("write", &path)(error.into()))?;
        folder.write(digest, &bytes).map_err(StoreError::io("write the list of files", &path))
    }

    /// Is a list kept under this digest?
    pub fn has_manifest(&self, digest: &str) -> bool {
        is_digest(digest) && self.manifests().open().is_ok_and(|folder| folder.has(digest))
    }

    /// The list of (path, digest) kept under this digest; `None` when there is none or it is damaged.
    pub fn manifest(&self, digest: &str) -> Option<Vec<(String, String)>> {
        if !is_digest(digest) {
            return None;
        }
        serde_json::from_slice(&self.manifests().open().ok()?.read(digest, MOST).ok()?).ok()
    }
}

/// Is the text a digest? Digests become file names.
fn is_digest(text: &str) -> bool {
    !text.is_empty() && text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
