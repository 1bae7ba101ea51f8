//! What lies in a folder, name by name, and what the system says of it: for whoever looks at very many files. Nothing is
//! opened but the folder itself.

use std::io;
use std::path::Path;

pub(crate) use self::system::{FileFacts, FolderScan, ScannedEntry};

/// One buffer for all folders, and nothing else is asked of the system than names and what it says of each.
#[cfg(target_os = "linux")]
mod system {
    use std::ffi::{CStr, OsStr};
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt as _;

    use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir};

    use super::{Path, io};

    /// What the system says of a file.
    pub(crate) type FileFacts = rustix::fs::Stat;

    /// How many bytes of names are taken at a time.
    const BUFFER: usize = 32 << 10;

    /// Scans one folder after the other.
    #[derive(Debug)]
    pub(crate) struct FolderScan(Vec<u8>);

    /// One name in a folder that is being scanned.
    pub(crate) struct ScannedEntry<'s> {
        folder: &'s OwnedFd,
        name: &'s CStr,
        kind: FileType,
    }

    impl Default for FolderScan {
        fn default() -> Self {
            Self(Vec::with_capacity(BUFFER))
        }
    }

    impl FolderScan {
        /// Hands over every name in a folder, in no order. A link at `folder` is followed where it is the one that a user
        /// named, and is an error otherwise.
        pub(crate) fn each(
            &mut self,
            folder: &Path,
            named: bool,
            mut take: impl FnMut(&ScannedEntry<'_>) -> io::Result<()>,
        ) -> io::Result<()> {
            let follow = if named { OFlags::empty() } else { OFlags::NOFOLLOW };
            let how = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | follow;
            let folder = rustix::fs::open(folder, how, Mode::empty())?;
            let mut entries = RawDir::new(&folder, self.0.spare_capacity_mut());
            while let Some(entry) = entries.next() {
                let entry = entry?;
                let entry =
                    ScannedEntry { folder: &folder, name: entry.file_name(), kind: entry.file_type() };
                if entry.name() != "." && entry.name() != ".." {
                    take(&entry)?;
                }
            }
            Ok(())
        }
    }

    impl ScannedEntry<'_> {
        /// The name within the folder.
        pub(crate) fn name(&self) -> &OsStr {
            OsStr::from_bytes(self.name.to_bytes())
        }

        /// Is it a folder, and no link to one?
        pub(crate) fn is_folder(&self) -> io::Result<bool> {
            let kind = match self.kind {
                FileType::Unknown => FileType::from_raw_mode(self.facts()?.st_mode),
                known => known,
            };
            Ok(kind == FileType::Directory)
        }

        /// What the system says of it; of a link, and not of what it leads to.
        pub(crate) fn facts(&self) -> io::Result<FileFacts> {
            Ok(rustix::fs::statat(self.folder, self.name, AtFlags::SYMLINK_NOFOLLOW)?)
        }
    }
}

/// With the standard library alone.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::fs::{DirEntry, Metadata, read_dir};

    use super::{Path, io};

    /// What the system says of a file.
    pub(crate) type FileFacts = Metadata;

    /// Scans one folder after the other.
    #[derive(Debug, Default)]
    pub(crate) struct FolderScan;

    /// One name in a folder that is being scanned.
    pub(crate) struct ScannedEntry<'s> {
        entry: &'s DirEntry,
        name: OsString,
    }

    impl FolderScan {
        /// Hands over every name in a folder, in no order.
        pub(crate) fn each(
            &mut self,
            folder: &Path,
            _named: bool,
            mut take: impl FnMut(&ScannedEntry<'_>) -> io::Result<()>,
        ) -> io::Result<()> {
            for entry in read_dir(folder)? {
                let entry = entry?;
                take(&ScannedEntry { name: entry.file_name(), entry: &entry })?;
            }
            Ok(())
        }
    }

    impl ScannedEntry<'_> {
        /// The name within the folder.
        pub(crate) fn name(&self) -> &OsStr {
            &self.name
        }

        /// Is it a folder, and no link to one?
        pub(crate) fn is_folder(&self) -> io::Result<bool> {
            Ok(self.entry.file_type()?.is_dir())
        }

        /// What the system says of it; of a link, and not of what it leads to.
        pub(crate) fn facts(&self) -> io::Result<FileFacts> {
            self.entry.metadata()
        }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_name_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        // More names than one buffer holds.
        let mut names: Vec<String> = (0..2000).map(|at| format!("{at:->100}")).collect();
        names.iter().for_each(|name| fs::write(folder.path().join(name), "").unwrap());
        fs::create_dir(folder.path().join("folder")).unwrap();
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        let mut scan = FolderScan::default();
        for _ in 0..2 {
            files.clear();
            scan.each(folder.path(), true, |entry| {
                let name = entry.name().to_string_lossy().into_owned();
                let list = if entry.is_folder()? { &mut folders } else { &mut files };
                list.push(name);
                Ok(())
            })
            .unwrap();
        }
        files.sort();
        names.sort();
        assert_eq!(files, names);
        assert_eq!(folders, ["folder", "folder"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_link_is_followed_only_where_somebody_named_it() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        let mut scan = FolderScan::default();
        assert!(scan.each(&link, true, |_| Ok(())).is_ok());
        assert!(scan.each(&link, false, |_| Ok(())).is_err());
    }
}
