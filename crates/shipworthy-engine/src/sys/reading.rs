//! Whole files of the workspace and of the machine, read within a bound: a regular file, no larger than it may be. A pipe
//! is never waited for, and what never ends is never begun.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

/// The size of the largest manifest or settings file that is read, in bytes. None that people keep is larger, by far.
pub const MOST_SETTINGS: u64 = 16 << 20;

/// The size of the largest other file that is read, in bytes. A larger one is no text that people keep.
pub const MOST_TEXT: u64 = 64 << 20;

/// Why a file was not read by [`read_limited`].
#[derive(Debug)]
pub enum LimitedReadError {
    /// The path leads to a folder.
    Folder,
    /// The path leads to a pipe, a device or a socket, which may never end.
    Special,
    /// The file is larger than this many bytes.
    TooLarge(u64),
    /// The system could not read the file, for this reason.
    System(io::Error),
}

impl fmt::Display for LimitedReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder => f.write_str("it is a folder"),
            Self::Special => f.write_str("it is not a regular file"),
            Self::TooLarge(most) => match most >> 20 {
                0 => write!(f, "it is larger than {most} bytes"),
                mebibytes => write!(f, "it is larger than {mebibytes} MiB"),
            },
            Self::System(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LimitedReadError {}

/// The content of a regular file that is no larger than `most` bytes.
///
/// # Errors
///
/// When it is something else, is larger, or cannot be read.
pub fn read_limited(path: &Path, most: u64) -> Result<Vec<u8>, LimitedReadError> {
    Ok(read_with_metadata(path, most)?.0)
}

/// The content of a regular file as [`read_limited`] gives it, and what the system says of the file.
///
/// # Errors
///
/// As for [`read_limited`].
pub(crate) fn read_with_metadata(path: &Path, most: u64) -> Result<(Vec<u8>, Metadata), LimitedReadError> {
    // Opening a device can do something by itself, so it is looked at first.
    regular(&fs::metadata(path).map_err(LimitedReadError::System)?, most)?;
    let file = open(path).map_err(LimitedReadError::System)?;
    let metadata = file.metadata().map_err(LimitedReadError::System)?;
    regular(&metadata, most)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default().saturating_add(1));
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(LimitedReadError::System)?;
    if bytes.len() as u64 > most { Err(LimitedReadError::TooLarge(most)) } else { Ok((bytes, metadata)) }
}

fn regular(metadata: &Metadata, most: u64) -> Result<(), LimitedReadError> {
    if metadata.is_dir() {
        Err(LimitedReadError::Folder)
    } else if !metadata.is_file() {
        Err(LimitedReadError::Special)
    } else if metadata.len() > most {
        Err(LimitedReadError::TooLarge(most))
    } else {
        Ok(())
    }
}

/// Opens a file without waiting: a pipe may have been put there since it was looked at.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The content of a file as [`read_limited`] gives it; `None` when there is none.
///
/// # Errors
///
/// When it is there and cannot be read.
pub fn read_optional(path: &Path, most: u64) -> Result<Option<Vec<u8>>, LimitedReadError> {
    match read_limited(path, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(LimitedReadError::System(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text of a file of at most [`MOST_TEXT`] bytes, with an error that can be shown to a person.
///
/// # Errors
///
/// Names the file and says why it could not be read, or where it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, String> {
    let bytes =
        read_limited(path, MOST_TEXT).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|error| {
        format!("cannot read {}: not UTF-8 at byte {}", path.display(), error.utf8_error().valid_up_to())
    })
}
