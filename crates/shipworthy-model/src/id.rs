//! Identifiers of gates and phases: validated once, permanent for life.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadId(pub String);

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not an id: use lower-case letters, digits and `-`, starting with a letter or digit",
            self.0
        )
    }
}

/// The longest id accepted, in bytes; ids become file names.
pub const MAX_ID: usize = 100;

/// The longest subject accepted in the id of a gate, in bytes.
pub const MAX_SUBJECT: usize = 100;

fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.len() <= MAX_ID
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|b| plain(b) || matches!(b, b'-' | b'_'))
}

/// Is this the id of a gate: one as it is written, or `tests[core]`, that of a gate for one subject of many?
fn is_gate_id(text: &str) -> bool {
    match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
        Some((written, subject)) => is_id(written) && is_subject(subject),
        None => is_id(text),
    }
}

/// Can this stand between the brackets of an id? It is made of the names of packages, features and targets.
fn is_subject(text: &str) -> bool {
    let named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '.');
    text.len() <= MAX_SUBJECT && !text.is_empty() && text.chars().all(named)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $is_id:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                if $is_id(&text) { Ok(Self(text)) } else { Err(BadId(text)) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::try_from(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id! {
    /// The id of a gate, unique in its checklist: `tests`, or `tests[core]` for what a gate for many has of one subject.
    GateId, is_gate_id
}
id! {
    /// The id of a phase, unique in its checklist.
    PhaseId, is_id
}

impl GateId {
    /// The id as it is written in the checklist: `tests` of `tests[core]`.
    pub fn written(&self) -> &str {
        self.0.split_once('[').map_or(self.as_str(), |(written, _)| written)
    }

    /// The subject that the id names: `core` of `tests[core]`.
    pub fn subject(&self) -> Option<&str> {
        let (_, subject) = self.0.strip_suffix(']')?.split_once('[')?;
        Some(subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_file_names_in_lower_case() {
        for good in ["a", "no-duplicate-modules", "p1_x", "9"] {
            assert!(good.parse::<GateId>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "A", "a b", "a/b", "..", "ä", &"x".repeat(MAX_ID + 1)] {
            assert!(bad.parse::<GateId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_id_of_a_gate_may_name_a_subject() {
        let id: GateId = "tests[core+serde-1.0]".parse().unwrap();
        assert_eq!((id.written(), id.subject()), ("tests", Some("core+serde-1.0")));
        let id: GateId = "tests".parse().unwrap();
        assert_eq!((id.written(), id.subject()), ("tests", None));
        for bad in [
            "tests[]",
            "tests[a",
            "tests]",
            "tests[a]b",
            "tests[a/b]",
            "tests[a][b]",
            "[a]",
            "T[a]",
            "tests[a b]",
        ] {
            assert!(bad.parse::<GateId>().is_err(), "{bad}");
        }
        assert!("tests[a]".parse::<PhaseId>().is_err());
    }
}
