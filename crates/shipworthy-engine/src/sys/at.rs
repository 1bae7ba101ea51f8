//! Files and folders by their name in an open folder, so that no link on the way is followed and nothing can be put in
//! between. Whose they are and what they are is asked of what was opened, not of its path.

use std::time::SystemTime;

#[cfg(not(unix))]
#[path = "at/by_path.rs"]
mod system;
#[cfg(unix)]
#[path = "at/by_handle.rs"]
mod system;

// An open folder, or the path of one that was looked at.
#[cfg(unix)]
pub(super) use std::os::fd::OwnedFd as Handle;
#[cfg(not(unix))]
pub(super) use std::path::PathBuf as Handle;

pub(super) use system::{
    make_folder, names, open_file, open_folder, open_trusted, remove, rename, see, sync,
};

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A named pipe, which may never end.
    Pipe,
    /// A socket, a device, or what the system has no name for.
    Special,
}

impl EntryKind {
    /// What stands there, as the rest of a sentence that begins with its path.
    pub fn told(self) -> &'static str {
        match self {
            Self::File => "is a file",
            Self::Folder => "is a folder",
            Self::Link => "is a symbolic link",
            Self::Pipe => "is a named pipe",
            Self::Special => "is a socket or a device",
        }
    }
}

/// A regular file of ours, as a look at its folder tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenFile {
    /// The length of the file, in bytes.
    pub len: u64,
    /// When the content of the file was written last.
    pub modified: SystemTime,
    /// What tells the file from any other that had its name, and from itself before it was changed; `None` where the system
    /// does not say.
    pub identity: Option<FileIdentity>,
}

/// Which file it is, and when anything of it was changed last. That time cannot be set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileIdentity {
    /// The number of the device that the file is on.
    pub device: u64,
    /// The number of the file on that device.
    pub number: u64,
    /// When the file was changed last, be it only in its name or its permissions.
    pub changed: SystemTime,
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// To read it.
    Read,
    /// To read and write it in place; it is made where it is missing.
    Change,
    /// To add at its end; it is made where it is missing.
    Append,
    /// To make it; nothing may have its name.
    Create,
}
