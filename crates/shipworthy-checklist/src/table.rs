//! A cursor over one table: hands out the values asked for by name and, at the end, reports every key that nobody
//! asked for. It does not judge the values.

use shipworthy_model::nearest::nearest;
use shipworthy_model::problem::Problem;

use crate::advice::advice;
use crate::field::{Field, Problems};
use crate::tree::{Branch, Shape, Span};

/// A table that is being read. [`TableCursor::finish`] must be the last word to it.
#[derive(Debug)]
#[must_use = "unknown keys are told by `finish`"]
pub(crate) struct TableCursor<'t> {
    branch: &'t Branch,
    pub(crate) span: Span,
    /// The name of the table in messages: "gate `tests`".
    pub(crate) what: String,
    asked: Vec<&'static str>,
}

impl<'t> TableCursor<'t> {
    pub(crate) fn new(branch: &'t Branch, span: Span, what: impl Into<String>) -> Self {
        Self { branch, span, what: what.into(), asked: Vec::new() }
    }

    /// A cursor over the table that this field is, called `what` in messages.
    pub(crate) fn of(field: &Field<'t>, what: impl Into<String>, problems: &mut Problems) -> Option<Self> {
        match &field.node.shape {
            Shape::Table(branch) => Some(Self::new(branch, field.node.span.clone(), what)),
            Shape::Broken => None,
            _ => {
                problems.push(field.wrong("a table"));
                None
            }
        }
    }

    /// Is the key written in the table at all?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.branch.get(key).is_some()
    }

    /// The value of a key that may be left out.
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<Field<'t>> {
        self.asked.push(key);
        self.branch.get(key).map(|node| Field::new(key, node))
    }

    /// The value of a key that must be there.
    pub(crate) fn required(&mut self, key: &'static str, problems: &mut Problems) -> Option<Field<'t>> {
        let field = self.optional(key);
        if field.is_none() {
            self.lack(format!("`{key}` is missing in {}", self.what), None, problems);
        }
        field
    }

    /// Reports the key that was most likely meant to be `key`, if there is one.
    pub(crate) fn misspelt(&self, key: &str, problems: &mut Problems) -> bool {
        let near = self.branch.entries.iter().find(|entry| nearest(&entry.key, [key]).is_some());
        if let Some(entry) = near {
            let message = format!("unknown key `{}` in {}", entry.key, self.what);
            problems.push(Problem::error(entry.at.clone(), message).help(format!("did you mean `{key}`?")));
        }
        near.is_some()
    }

    /// Reports that something is not here, unless a syntax error may have hidden it.
    pub(crate) fn lack(&self, message: String, help: Option<String>, problems: &mut Problems) {
        if !self.branch.torn {
            problems.push(Problem { help, ..Problem::error(self.span.clone(), message) });
        }
    }

    /// Reports the keys that nobody asked for.
    pub(crate) fn finish(self, problems: &mut Problems) {
        let given = |name: &&'static str| self.branch.get(name).is_none();
        let free: Vec<&str> = self.asked.iter().copied().filter(given).collect();
        let names = if free.is_empty() { &self.asked } else { &free };
        for entry in self.branch.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_str())) {
            let message = format!("unknown key `{}` in {}", entry.key, self.what);
            let help = advice(&entry.key, names.iter().copied());
            problems.push(Problem { help, ..Problem::error(entry.at.clone(), message) });
        }
    }
}
