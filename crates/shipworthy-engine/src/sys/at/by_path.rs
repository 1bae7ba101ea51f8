//! Other systems: what stands at a path is asked right before it is opened. Links are not followed; whose a file is, the
//! system does not say.

#![expect(clippy::disallowed_methods, reason = "this is what everybody else must use")]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, FileType, OpenOptions};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::{EntryKind, Handle, Opening, SeenFile};
use crate::sys::own_folder::Foreign;

/// The folder at a path that the user chose: links on the way are followed.
pub(in crate::sys) fn open_trusted(path: &Path) -> io::Result<Handle> {
    fs::read_dir(path).map(|_| path.to_owned())
}

/// A folder of ours in another one. `path` is told when it is none.
pub(in crate::sys) fn open_folder(within: &Handle, name: &OsStr, path: &Path) -> io::Result<Handle> {
    let place = within.join(name);
    match kind(fs::symlink_metadata(&place)?.file_type()) {
        EntryKind::Folder => Ok(place),
        other => Err(Foreign::error(path, other.told())),
    }
}

/// Makes a folder in another one.
pub(in crate::sys) fn make_folder(within: &Handle, name: &OsStr) -> io::Result<()> {
    fs::create_dir(within.join(name))
}

/// The names in a folder, and what stands under each.
pub(in crate::sys) fn names(folder: &Handle) -> io::Result<Vec<(OsString, EntryKind)>> {
    fs::read_dir(folder)?
        .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), kind(entry.file_type()?)))))
        .collect()
}

/// Looks at a regular file, without opening it.
pub(in crate::sys) fn see(within: &Handle, name: &str, folder: &Path) -> io::Result<SeenFile> {
    let metadata = fs::symlink_metadata(within.join(name))?;
    match kind(metadata.file_type()) {
        EntryKind::File => {
            let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
            Ok(SeenFile { len: metadata.len(), modified, identity: None })
        }
        other => Err(Foreign::error(&folder.join(name), other.told())),
    }
}

/// Opens a regular file, and tells its length.
pub(in crate::sys) fn open_file(
    within: &Handle,
    name: &str,
    path: &Path,
    opening: Opening,
) -> io::Result<(File, u64)> {
    match see(within, name, path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && opening != Opening::Read => {}
        seen => drop(seen?),
    }
    let mut options = OpenOptions::new();
    match opening {
        Opening::Read => options.read(true),
        Opening::Change => options.read(true).write(true).create(true).truncate(false),
        Opening::Append => options.append(true).create(true),
        Opening::Create => options.append(true).create_new(true),
    };
    let file = options.open(within.join(name))?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// Gives a file of a folder another name.
pub(in crate::sys) fn rename(within: &Handle, from: &str, to: &str) -> io::Result<()> {
    fs::rename(within.join(from), within.join(to))
}

/// Removes a file of a folder.
pub(in crate::sys) fn remove(within: &Handle, name: &str) -> io::Result<()> {
    fs::remove_file(within.join(name))
}

/// Without effect: the system does not sync folders.
pub(in crate::sys) fn sync(_: &Handle) -> io::Result<()> {
    Ok(())
}

fn kind(found: FileType) -> EntryKind {
    if found.is_symlink() {
        EntryKind::Link
    } else if found.is_dir() {
        EntryKind::Folder
    } else if found.is_file() {
        EntryKind::File
    } else {
        EntryKind::Special
    }
}
