//! Files and folders: made, written, renamed, removed; whole files so that a reader sees the old or the new one. And
//! their digests.

#![expect(clippy::disallowed_methods, reason = "this is what everybody else must write files with")]

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};

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

/// Writes a file that nobody else reads yet, such as one in a scratch folder.
///
/// # Errors
///
/// What the system says; a part of it may be there then.
pub fn write_scratch(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)
}

/// Tries whether something can be written in this folder, with a file that is removed again.
///
/// # Errors
///
/// What the system says when it cannot.
pub fn try_folder(folder: &Path) -> io::Result<()> {
    let file = folder.join(format!("{UNFINISHED}{}", unique()));
    let written = OpenOptions::new().write(true).create_new(true).open(&file);
    let written = written.and_then(|mut file| file.write_all(b"tried\n"));
    let removed = fs::remove_file(&file);
    written.and(removed)
}

/// Asks whether this user may make something in this folder. Nothing is tried.
///
/// # Errors
///
/// Why not, as the system says.
#[cfg(unix)]
pub fn ask_folder(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

#[cfg(not(unix))]
pub fn ask_folder(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder)?.permissions().readonly() {
        true => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
        false => Ok(()),
    }
}

/// Tries whether something can be added to this file, and adds nothing.
///
/// # Errors
///
/// What the system says when it cannot.
pub fn try_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().append(true).open(path).map(drop)
}

/// Makes a folder and those above it, where they are missing.
///
/// # Errors
///
/// What the system says.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Removes a file, or a link without what it leads to.
///
/// # Errors
///
/// What the system says, also when it is not there.
pub fn remove_file(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Makes a symbolic link at `at` to `target`.
///
/// # Errors
///
/// What the system says.
#[cfg(unix)]
pub fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
pub fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Copies a file with its permissions, in place of what is there already.
///
/// # Errors
///
/// What the system says.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to).map(drop)
}

/// A file that only grows, such as a journal: what was added survives a power cut.
#[derive(Debug)]
pub struct AppendFile(File);

impl AppendFile {
    /// A file that was opened so that everything is added at its end.
    pub(super) fn new(file: File) -> Self {
        Self(file)
    }

    /// Cuts off what lies behind the first `length` bytes: the rest of what was being added when its writer died.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn cut(&self, length: u64) -> io::Result<()> {
        self.0.set_len(length).and_then(|()| self.0.sync_all())
    }

    /// Adds bytes at the end of the file. Once this returns, they survive a power cut.
    ///
    /// # Errors
    ///
    /// What the system says; a part of them may be there then.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.append_unsynced(bytes).and_then(|()| self.0.sync_data())
    }

    /// Adds bytes at the end of the file, and does not wait for the disk. For what can be made again.
    ///
    /// # Errors
    ///
    /// What the system says; a part of them may be there then.
    pub fn append_unsynced(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
}

/// Makes new and renamed files of a folder survive a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A word that no other process and no other call makes.
pub(crate) fn unique() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    // The number of a process is given away again, and two machines may share a disk.
    let random = RandomState::new().build_hasher().finish();
    format!("{}-{}-{random:016x}", process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// The SHA-256 of these bytes, in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The length of a file and its SHA-256, read in pieces.
///
/// # Errors
///
/// What the system says.
pub fn sha256_file(path: &Path) -> io::Result<(u64, String)> {
    sha256_read(&mut File::open(path)?)
}

/// The length of what can be read and its SHA-256, read in pieces.
///
/// # Errors
///
/// What the system says.
pub(super) fn sha256_read(from: &mut impl Read) -> io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        match from.read(&mut buffer) {
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

/// Gives a range of a file back to the disk, and leaves its length as it is. What is read there afterwards are zeros.
///
/// # Errors
///
/// When the system, or the file system, cannot do that.
#[cfg(target_os = "linux")]
pub(super) fn free_space(file: &File, range: Range<u64>) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    let how = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    Ok(fallocate(file, how, range.start, range.end.saturating_sub(range.start))?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn free_space(_: &File, _: Range<u64>) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Bytes in hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    // Not through `fmt`: a status makes some thousand digests.
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
