//! Whole files, written so that a reader sees the old or the new one, and their digests.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use hmac_sha256::Hash;

/// How the names of unfinished files begin. One that is left over belongs to a process that was killed.
pub const UNFINISHED: &str = ".tmp-";

/// Writes a whole file: after a crash at any moment there is the old one or the new one, never a part.
///
/// # Errors
///
/// What the system says; the old file is untouched then and nothing is left beside it.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let unfinished = folder.join(format!("{UNFINISHED}{}", unique()));
    let written = write_synced(&unfinished, path, bytes).and_then(|()| fs::rename(&unfinished, path));
    if let Err(error) = written {
        // The first error is the one to tell; the file may not even be there.
        let _ = fs::remove_file(&unfinished);
        return Err(error);
    }
    sync_folder(folder)
}

fn write_synced(unfinished: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(unfinished)?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// Makes what was made or renamed in a folder survive a power cut.
///
/// # Errors
///
/// When the folder cannot be opened or written.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A word that no other process and no other call makes.
pub(crate) fn unique() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    // The number of a process is given away again, and two machines may share a disk.
    let random = RandomState::new().build_hasher().finish();
    format!("{}-{}-{random:016x}", process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// The content of a file.
///
/// # Errors
///
/// Names the file and says why it could not be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// The text of a file.
///
/// # Errors
///
/// Names the file and says why it could not be read, or where it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, String> {
    String::from_utf8(read_bytes(path)?).map_err(|error| {
        format!("cannot read {}: not UTF-8 at byte {}", path.display(), error.utf8_error().valid_up_to())
    })
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Hash::hash(bytes))
}

/// The length of a file and its SHA-256, read in pieces.
///
/// # Errors
///
/// What the system says.
pub fn sha256_file(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hasher = Hash::new();
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((length, hex(&hasher.finalize()))),
            Ok(count) => {
                hasher.update(&buffer[..count]);
                length += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    // Not through `fmt`: a status makes some thousand digests.
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
