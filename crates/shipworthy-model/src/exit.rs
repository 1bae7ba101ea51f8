//! The exit codes, the same for every command and every format.

/// How a command ends. 101 is left to cargo and to panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// GO, or done.
    Go = 0,
    /// NO-GO, or something was found.
    NoGo = 1,
    /// The command line or the checklist is wrong; nothing was looked at.
    Usage = 2,
    /// INCOMPLETE, or it could not be told.
    Incomplete = 3,
}

impl Exit {
    /// The number a shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}
