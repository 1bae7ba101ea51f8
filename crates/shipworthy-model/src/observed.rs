//! What a run was seen to depend on beyond what was predicted: files that a compiler or a build script named, what lies in
//! a folder, variables. Each with its value then, so that a later look can tell whether it is still so.

use serde::{Deserialize, Serialize};

/// Something that a run depended on, and what it was then.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObservedInput {
    /// What was depended upon.
    pub subject: ObservedSubject,
    /// The digest of what it was; `None` when it was not there.
    pub value: Option<String>,
    /// How it is known that the run depends on it.
    pub origin: InputOrigin,
}

/// What a run depended upon. Paths are relative to the root of the workspace, with `/`, and begin with `../` for what lies
/// outside of it; absolute where they cannot be reached so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ObservedSubject {
    /// The content of a file.
    File(String),
    /// Whether something is there, whatever it holds; of a link, where it leads.
    Presence(String),
    /// The names in a folder.
    Listing(String),
    /// All that lies below a folder, by content.
    Below(String),
    /// The value of an environment variable.
    Variable(String),
}

impl ObservedSubject {
    /// The name of the subject, as it is told of what has changed.
    pub fn label(&self) -> String {
        match self {
            Self::File(path) => format!("read {path}"),
            Self::Presence(path) => format!("presence of {path}"),
            Self::Listing(path) => format!("listing {path}"),
            Self::Below(path) => format!("below {path}"),
            Self::Variable(name) => format!("env {name}"),
        }
    }
}

/// How it is known that a run depends on something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InputOrigin {
    /// The compiler named it among what it had read.
    DepInfo,
    /// A build script declared it.
    BuildScript,
    /// A tool looks for its settings there.
    Settings,
    /// A process was seen to open it.
    Traced,
}

impl InputOrigin {
    /// How it is known, in words: `named by the compiler`.
    pub fn words(self) -> &'static str {
        match self {
            Self::DepInfo => "named by the compiler",
            Self::BuildScript => "declared by a build script",
            Self::Settings => "a place of settings",
            Self::Traced => "seen to be opened",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_told_by_what_was_done_with_it() {
        let path = || "../data/v.txt".to_owned();
        assert_eq!(ObservedSubject::File(path()).label(), "read ../data/v.txt");
        assert_eq!(ObservedSubject::Listing(path()).label(), "listing ../data/v.txt");
        assert_eq!(ObservedSubject::Variable("A".to_owned()).label(), "env A");
    }
}
