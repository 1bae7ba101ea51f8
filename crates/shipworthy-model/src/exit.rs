//! The exit codes, the same for every command and every format.

/// How a command ends. 101 is left to cargo and to panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The verdict is GO, or the command is done.
    Go = 0,
    /// The verdict is NO-GO, or something was found.
    NoGo = 1,
    /// The command line or the checklist is wrong; nothing was looked at.
    Usage = 2,
    /// The verdict is INCOMPLETE, or the answer could not be told.
    Incomplete = 3,
}

impl Exit {
    /// The exit code as the number that a shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}
