//! Why a command line of a document is never run.

use std::fmt;

/// Why a command line is never run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no command in it.
    Empty,
    /// It is longer than anybody types.
    TooLong,
    /// It holds a character that cannot be seen.
    Invisible(char),
    /// A quote is not closed.
    Unclosed(char),
    /// It needs a shell, for this.
    Shell(&'static str),
    /// It is a template: this word stands for another one.
    Placeholder(String),
    /// It is more than one command.
    Several,
    /// It changes something: this word says so.
    Changes(String),
    /// It leads out of the workspace: this word does.
    Leaves(String),
    /// It is not known to be harmless.
    Unvouched(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no command in it"),
            Self::TooLong => f.write_str("it is too long for a command"),
            Self::Invisible(character) => {
                write!(f, "it holds the character {}, which cannot be seen", character.escape_unicode())
            }
            Self::Unclosed(quote) => write!(f, "its quote {quote} is not closed"),
            Self::Shell(what) => write!(f, "it needs a shell for {what}, and nothing runs through one"),
            Self::Placeholder(word) => write!(f, "`{word}` stands for something else"),
            Self::Several => f.write_str("it is more than one command"),
            Self::Changes(word) => write!(f, "`{word}` changes something, so a person runs it"),
            Self::Leaves(word) => write!(f, "`{word}` leads out of the workspace"),
            Self::Unvouched(program) => {
                write!(f, "`{program}` is not known to be harmless, so a person runs it")
            }
        }
    }
}
