//! What a rule makes of an item, and what a rule is.

use shipworthy_model::checklist::Check;
use shipworthy_model::params::{Params, Value};

use super::context::ItemContext;

/// What a rule made of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The id of the rule.
    pub rule: &'static str,
    /// What it came to.
    pub bound: Bound,
    /// Paths that were perhaps meant.
    pub near: Vec<String>,
    /// What is known all the same, where only a person can tell; beside a check, it shows that its failing refutes nothing.
    pub told: Option<String>,
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
    /// The name of the rule; it never changes.
    pub id: &'static str,
    /// One line for `docs/import.md`: what it understands, and what it makes of it.
    pub summary: &'static str,
    /// What it understands, by example. Each is a test; the first that is understood stands in `docs/import.md`.
    pub examples: &'static [Example],
    /// What it makes of an item; `None` when it does not understand it.
    pub bind: fn(&ItemContext<'_>) -> Option<Binding>,
}

/// One example of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// A document, `docs/checklist.md`. The last item of it is meant.
    pub markdown: &'static str,
    /// The files of the tree. Each `X/Cargo.toml` among them makes a publishable package named by its folder.
    pub files: &'static [&'static str],
    /// What it becomes, as in `readiness.toml`, the parameters in the order of the alphabet:
    /// `{ kind = "file", absent = true, path = "a.rs" }`, and then, where there are any, ` partly { ... }` for each
    /// weaker check and ` near a.rs` for each path perhaps meant. Or `sign-off: QUESTION`, `decided: yes`, `decided: no`,
    /// `text`, or `not understood` (by this rule).
    pub becomes: &'static str,
}

impl Binding {
    /// A check decides it.
    pub fn checked(rule: &'static str, check: Check) -> Self {
        Self { rule, bound: Bound::Checked { check, weaker: Vec::new() }, near: Vec::new(), told: None }
    }

    /// Reading was enough.
    pub fn decided(rule: &'static str, so: bool, proof: impl Into<String>) -> Self {
        Self { rule, bound: Bound::Decided { so, proof: proof.into() }, near: Vec::new(), told: None }
    }

    /// Only a person can tell.
    pub fn question(rule: &'static str, question: impl Into<String>) -> Self {
        Self { rule, bound: Bound::Question(question.into()), near: Vec::new(), told: None }
    }

    /// Text that says nothing to be checked.
    pub fn text(rule: &'static str) -> Self {
        Self { rule, bound: Bound::Text, near: Vec::new(), told: None }
    }

    /// With what is known all the same.
    #[must_use]
    pub fn told(mut self, told: Option<String>) -> Self {
        self.told = told;
        self
    }

    /// With weaker statements, of which one is enough for a part.
    #[must_use]
    pub fn or_partly(mut self, checks: impl IntoIterator<Item = Check>) -> Self {
        if let Bound::Checked { weaker, .. } = &mut self.bound {
            weaker.extend(checks);
        }
        self
    }

    /// With paths that were perhaps meant.
    #[must_use]
    pub fn near(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.near.extend(paths.into_iter().map(Into::into));
        self
    }
}

/// A check of a kind with parameters.
pub(crate) fn check<const N: usize>(kind: &str, params: [(&str, Value); N]) -> Check {
    let params = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Check { kind: kind.to_owned(), params: Params(params) }
}

/// A parameter that is text.
pub(crate) fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// A parameter that is a list of texts.
pub(crate) fn texts(values: impl IntoIterator<Item = impl Into<String>>) -> Value {
    Value::List(values.into_iter().map(text).collect())
}
