//! Why the store could not be used, and why a record could not be read: what was tried, on what, and what to do.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use shipworthy_model::id::GateId;

use crate::sys::lease::Orphans;
use crate::sys::own_folder::Foreign;

/// Why evidence could not be kept.
#[derive(Debug)]
pub enum StoreError {
    /// The user interrupted while another run was waited for.
    Interrupted,
    /// The file system would not lock.
    Locks {
        /// The path of the lock file.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// A file or folder could not be written.
    Io {
        /// The attempt that failed, as a verb.
        attempt: &'static str,
        /// The file or folder that the attempt was made on.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// Something stands in the store that does not belong there.
    Foreign(Foreign),
    /// A step of a run that was killed still runs and could not be ended.
    Orphans(Orphans),
    /// A release cannot be kept, because its version could not be the name of a file.
    Unnamable {
        /// The version that could not be the name of a file.
        version: String,
    },
    /// A record has something in it that could not be read again, such as a number that is not one.
    Unwritable {
        /// The id of the gate that the record is of.
        gate: GateId,
        /// What of the record could not be read again.
        why: String,
    },
}

impl StoreError {
    pub(super) fn io(attempt: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { attempt, path, cause }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str(
                "interrupted while waiting for another run to end; type it again when that has ended",
            ),
            Self::Locks { path, cause } => write!(
                f,
                "cannot lock {}: {cause}; without a lock two runs at once could mix up their evidence: move the \
                 workspace to a file system that has locks, such as a local disk",
                path.display()
            ),
            Self::Foreign(foreign) => write!(
                f,
                "{foreign}, which nothing of the evidence store may be: it was not touched; see what it is, move it away \
                 and run it again"
            ),
            Self::Io { attempt, path, cause } => match Foreign::behind(cause) {
                Some(foreign) => Self::Foreign(foreign.clone()).fmt(f),
                None => write!(f, "cannot {attempt} {}: {cause}; {}", path.display(), remedy(cause)),
            },
            Self::Orphans(orphans) => {
                let processes: Vec<String> = orphans.processes.iter().map(u32::to_string).collect();
                let processes = processes.join(" ");
                write!(
                    f,
                    "a run that was killed has left `{}` running, which could change the tree meanwhile, and process \
                     {processes} of it cannot be ended; end it (`kill -9 {processes}`, by its user) and run this again",
                    orphans.command
                )
            }
            Self::Unnamable { version } => write!(
                f,
                "cannot keep the record of the release of `{version}`: that is no version; give the package one like 1.2.3"
            ),
            Self::Unwritable { gate, why } => write!(
                f,
                "cannot keep the evidence of `{gate}`: its record could not be read again ({why}); mend the check, \
                 which recorded something that JSON cannot hold"
            ),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Locks { cause, .. } | Self::Io { cause, .. } => Some(cause),
            Self::Interrupted
            | Self::Foreign(_)
            | Self::Orphans(_)
            | Self::Unnamable { .. }
            | Self::Unwritable { .. } => None,
        }
    }
}

fn remedy(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::ReadOnlyFilesystem => {
            "evidence must be kept to be worth anything: mount the file system writable (`status` and `why` only read)"
        }
        ErrorKind::PermissionDenied => {
            "give this user the right to read and write there, such as with `chmod -R u+rwX .readiness`"
        }
        ErrorKind::FileTooLarge => {
            "allow larger files (`ulimit -f unlimited`) and run it again; what was recorded before is still there"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space and run it again; what was recorded before is still there"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => {
            "something else stands where the evidence store belongs: move it away and run it again"
        }
        _ => "mend that and run it again; what was recorded before is still there",
    }
}

/// Why a record could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// There is no such record.
    Missing,
    /// The content of the file is not what was written; with the reason.
    Corrupt(String),
    /// A newer release of shipworthy wrote the record.
    Newer {
        /// The version of the format that the record has.
        schema: u32,
        /// The newest version that this release reads.
        known: u32,
    },
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is not there"),
            Self::Corrupt(why) => {
                write!(f, "is damaged: {why}; it counts as not there; delete it or restore it")
            }
            Self::Newer { schema, known } => write!(
                f,
                "was written by a newer release (schema {schema}, this release reads up to {known}); it is \
                 left alone and counts as not there; update shipworthy to use it"
            ),
        }
    }
}

impl std::error::Error for RecordError {}
