//! Digests of what lies on disk, for files that git does not answer for.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::file::LINK;
use crate::sys::files::sha256_file;

/// SHA-256 over several pieces.
#[derive(Default)]
pub(crate) struct Digester(Sha256);

impl Digester {
    /// Adds one file of a list. The terminators keep two lists from looking alike.
    pub(crate) fn line(&mut self, path: &str, digest: &str) {
        for piece in [digest.as_bytes(), b" ", path.as_bytes(), b"\0"] {
            self.0.update(piece);
        }
    }

    /// Adds bytes to what is digested.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest, in hexadecimal.
    pub(crate) fn hex(self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
        self.0.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
    }
}

/// Mode and content digest of the file or symbolic link at `path`; `None` for anything else.
///
/// # Errors
///
/// When it is not there or cannot be read.
pub(crate) fn file_digest(path: &Path) -> io::Result<Option<String>> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return link_digest(path).map(Some);
    }
    // A named pipe would block whoever opens it.
    if !metadata.is_file() {
        return Ok(None);
    }
    Ok(Some(format!("{} sha256:{}", mode(&metadata), sha256_file(path)?.1)))
}

/// Digest of the text of a symbolic link.
fn link_digest(path: &Path) -> io::Result<String> {
    let mut digester = Digester::default();
    digester.bytes(fs::read_link(path)?.as_os_str().as_encoded_bytes());
    Ok(format!("{LINK}sha256:{}", digester.hex()))
}

/// The mode git would record for a regular file.
#[cfg(unix)]
pub(super) fn mode(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::PermissionsExt as _;
    if metadata.permissions().mode() & 0o111 == 0 { "100644" } else { "100755" }
}

/// The mode git would record for a regular file.
#[cfg(not(unix))]
pub(super) fn mode(_: &Metadata) -> &'static str {
    "100644"
}
