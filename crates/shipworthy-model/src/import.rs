//! What an import comes to: the new text of `readiness.toml`, and what it says of each gate.

/// An import, done in thought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The whole file as it would be; as it is, when there is nothing to change.
    pub text: String,
    /// What changes, as `diff -u` shows it; empty when nothing does.
    pub diff: String,
    /// How many phases the gates of the document stand in.
    pub phases: usize,
    /// Gates that are new.
    pub added: Vec<Added>,
    /// Gates whose `source` follows its line.
    pub updated: Vec<Updated>,
    /// Gates that stay as they are.
    pub kept: Vec<Unchanged>,
    /// Gates from this document whose statement is no longer in it. They stay.
    pub vanished: Vec<Vanished>,
    /// Statements that repeat one that has a gate.
    pub repeated: usize,
    /// Statements carried as text, which make no gate.
    pub texts: usize,
    /// What a reader should look at in the document.
    pub remarks: Vec<Remark>,
}

/// A new gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its id.
    pub id: String,
    /// The id of its phase.
    pub phase: String,
    /// Its title.
    pub title: String,
    /// Where it is stated: `docs/plan.md:37`.
    pub source: String,
    /// The kind of its check.
    pub kind: String,
    /// Does the document say that it is done? That proves nothing.
    pub ticked: bool,
}

/// A gate whose statement is on another line now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// Its id.
    pub id: String,
    /// The line before, with the file.
    pub from: String,
    /// The line now.
    pub to: String,
    /// Where gate and document part.
    pub differences: Vec<Difference>,
}

/// A gate that is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchanged {
    /// Its id.
    pub id: String,
    /// Where gate and document part.
    pub differences: Vec<Difference>,
}

/// A key of a gate that says something else than the document. The gate is right: somebody changed it, or wants to
/// be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key.
    pub key: &'static str,
    /// What the gate says; `None` when it says nothing.
    pub gate: Option<String>,
    /// What the document says.
    pub document: String,
}

/// A gate whose statement is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished {
    /// Its id.
    pub id: String,
    /// Where it was stated.
    pub source: String,
}

/// Something to look at in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: u32,
    /// The statement.
    pub text: String,
    /// What is odd about it.
    pub why: String,
}
