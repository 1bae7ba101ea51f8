//! What a rule makes of an item, and what a rule is.

use shipworthy_model::checklist::Check;

use crate::document::Document;
use crate::item::Item;
use crate::surroundings::Surroundings;

/// What a rule made of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The id of the rule.
    pub rule: &'static str,
    /// What it came to.
    pub bound: Bound,
    /// Paths that were perhaps meant.
    pub near: Vec<String>,
}

/// What an item can come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// A check decides it.
    Checked {
        /// The check of the gate.
        check: Check,
        /// Weaker statements: when the check fails and one of these passes, the item is partly so.
        weaker: Vec<Check>,
    },
    /// Reading the document and the names of things is enough.
    Decided {
        /// Is it so?
        so: bool,
        /// What shows it.
        proof: String,
    },
    /// Only a person can tell.
    Question(String),
    /// Text that says nothing to be checked.
    Text,
}

/// One way to understand an item.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, stable.
    pub id: &'static str,
    /// One line for `docs/import.md`: what it understands, and what it makes of it.
    pub summary: &'static str,
    /// What it understands, by example. Each is a test and stands in `docs/import.md`.
    pub examples: &'static [Example],
    /// What it makes of an item; `None` when it does not understand it.
    pub bind: fn(&Item, &Document, &Surroundings) -> Option<Binding>,
}

/// One example of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// A document. The last item of it is meant.
    pub markdown: &'static str,
    /// The files of the tree.
    pub files: &'static [&'static str],
    /// What it becomes, as in `readiness.toml`: `{ kind = "file", path = "a.rs", absent = true }`; or `sign-off`, or
    /// `decided: yes`, `decided: no`, or `not understood`.
    pub becomes: &'static str,
}
