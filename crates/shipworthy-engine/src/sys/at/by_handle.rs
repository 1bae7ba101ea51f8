//! Unix: everything is opened relative to the handle of its folder, with `O_NOFOLLOW` and `O_NONBLOCK`.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::process::geteuid;

use super::{EntryKind, FileIdentity, Handle, Opening, SeenFile};
use crate::sys::own_folder::Foreign;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Opens the folder at a path that the user chose: links on the way are followed.
pub(in crate::sys) fn open_trusted(path: &Path) -> io::Result<Handle> {
    Ok(rustix::fs::open(path, FOLDER, Mode::empty())?)
}

/// Opens a folder of ours in another one. `path` is told when it is none.
pub(in crate::sys) fn open_folder(within: &Handle, name: &OsStr, path: &Path) -> io::Result<Handle> {
    let opened = rustix::fs::openat(within, name, FOLDER | OFlags::NOFOLLOW, Mode::empty());
    let handle = opened.map_err(|error| {
        // A link is told as "not a folder" or as "too many links", by the system.
        match kind_of(within, name) {
            Ok(EntryKind::Folder) | Err(_) => error.into(),
            Ok(kind) => Foreign::error(path, kind.told()),
        }
    })?;
    let stat = rustix::fs::fstat(&handle)?;
    ours(stat.st_uid, path)?;
    Ok(handle)
}

/// Makes a folder in another one.
pub(in crate::sys) fn make_folder(within: &Handle, name: &OsStr) -> io::Result<()> {
    Ok(rustix::fs::mkdirat(within, name, Mode::from_raw_mode(0o777))?)
}

/// The names in a folder, and what stands under each.
pub(in crate::sys) fn names(folder: &Handle) -> io::Result<Vec<(OsString, EntryKind)>> {
    let mut found = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = OsString::from_vec(entry.file_name().to_bytes().to_vec());
        if name == "." || name == ".." {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => match kind_of(folder, &name) {
                Ok(kind) => kind,
                // Gone since.
                Err(_) => continue,
            },
            known => kind(known),
        };
        found.push((name, kind));
    }
    Ok(found)
}

/// Looks at a regular file of ours, without opening it. `folder` is told when it is none.
pub(in crate::sys) fn see(within: &Handle, name: &str, folder: &Path) -> io::Result<SeenFile> {
    let stat = rustix::fs::statat(within, name, AtFlags::SYMLINK_NOFOLLOW)?;
    match kind(FileType::from_raw_mode(stat.st_mode)) {
        EntryKind::File => {}
        other => return Err(Foreign::error(&folder.join(name), other.told())),
    }
    if !belongs_to_us(stat.st_uid) {
        ours(stat.st_uid, &folder.join(name))?;
    }
    Ok(SeenFile {
        len: u64::try_from(stat.st_size).unwrap_or_default(),
        modified: time(stat.st_mtime, stat.st_mtime_nsec),
        identity: Some(FileIdentity {
            device: number(stat.st_dev),
            number: number(stat.st_ino),
            changed: time(stat.st_ctime, stat.st_ctime_nsec),
        }),
    })
}

/// A number of the system's. It is of another type on other systems.
fn number(number: impl TryInto<u64>) -> u64 {
    number.try_into().unwrap_or_default()
}

/// A time as the system tells it. Its parts are of other types on other systems.
fn time(seconds: impl TryInto<u64>, nanoseconds: impl TryInto<u32>) -> SystemTime {
    let since =
        Duration::new(seconds.try_into().unwrap_or_default(), nanoseconds.try_into().unwrap_or_default());
    UNIX_EPOCH + since
}

/// Opens a regular file of ours, and tells its length.
pub(in crate::sys) fn open_file(
    within: &Handle,
    name: &str,
    path: &Path,
    opening: Opening,
) -> io::Result<(File, u64)> {
    let how = match opening {
        Opening::Read => OFlags::RDONLY,
        Opening::Change => OFlags::RDWR | OFlags::CREATE,
        Opening::Append => OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE,
        Opening::Create => OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE | OFlags::EXCL,
    };
    if opening != Opening::Create {
        // Opening a device can do something by itself, so that is asked first.
        match kind_of(within, OsStr::new(name)) {
            Ok(EntryKind::File) => {}
            Ok(other) => return Err(Foreign::error(path, other.told())),
            Err(error) if error.kind() == io::ErrorKind::NotFound && opening != Opening::Read => {}
            Err(error) => return Err(error),
        }
    }
    let mut flags = how | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
    if opening != Opening::Create {
        // A pipe that was put there since would block. What is new is no pipe, and may become the output of a process.
        flags |= OFlags::NONBLOCK;
    }
    let file = File::from(rustix::fs::openat(within, name, flags, Mode::from_raw_mode(0o666))?);
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Foreign::error(path, "is no regular file"));
    }
    ours(metadata.uid(), path)?;
    // What is written in place would be written elsewhere as well.
    if opening != Opening::Read && metadata.nlink() > 1 {
        return Err(Foreign::error(path, "has another name elsewhere (it is a hard link)"));
    }
    Ok((file, metadata.len()))
}

/// Gives a file of a folder another name.
pub(in crate::sys) fn rename(within: &Handle, from: &str, to: &str) -> io::Result<()> {
    Ok(rustix::fs::renameat(within, from, within, to)?)
}

/// Removes a file of a folder.
pub(in crate::sys) fn remove(within: &Handle, name: &str) -> io::Result<()> {
    Ok(rustix::fs::unlinkat(within, name, AtFlags::empty())?)
}

/// Makes what was made and renamed in a folder survive a power cut.
pub(in crate::sys) fn sync(folder: &Handle) -> io::Result<()> {
    Ok(rustix::fs::fsync(folder)?)
}

/// Who this process acts for. Asked once: nothing here changes it, and it is held against the owner of every record.
static USER: LazyLock<u32> = LazyLock::new(|| geteuid().as_raw());

/// Is it this very user who owns a file?
fn belongs_to_us(owner: u32) -> bool {
    owner == *USER
}

/// Nobody but this user and root may have made what is believed.
fn ours(owner: u32, path: &Path) -> io::Result<()> {
    let user = *USER;
    if belongs_to_us(owner) || is_ours(owner, user, std::env::var("SUDO_UID").ok().as_deref()) {
        return Ok(());
    }
    Err(Foreign::error(path, format!("belongs to user {owner}, and this is user {user}")))
}

/// Root can do anything anyway, and makes what a container finds; and whoever became root with sudo is still who they
/// were, as git sees it.
fn is_ours(owner: u32, user: u32, sudo: Option<&str>) -> bool {
    owner == user || owner == 0 || user == 0 && sudo.and_then(|id| id.parse().ok()) == Some(owner)
}

fn kind_of(within: &Handle, name: &OsStr) -> io::Result<EntryKind> {
    let stat = rustix::fs::statat(within, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(kind(FileType::from_raw_mode(stat.st_mode)))
}

fn kind(found: FileType) -> EntryKind {
    match found {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        FileType::Fifo => EntryKind::Pipe,
        _ => EntryKind::Special,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_somebody_else_is_not_ours() {
        for (owner, user, sudo) in [(7, 7, None), (0, 7, None), (0, 0, None), (7, 0, Some("7"))] {
            assert!(is_ours(owner, user, sudo), "{owner} {user} {sudo:?}");
        }
        for (owner, user, sudo) in [(8, 7, None), (7, 0, None), (7, 0, Some("8")), (8, 7, Some("8"))] {
            assert!(!is_ours(owner, user, sudo), "{owner} {user} {sudo:?}");
        }
    }
}
