//! What an import comes to: the new text of `readiness.toml`, and what it says of each gate.

/// An import, done in thought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The whole text of `readiness.toml` as it would be; as it is, when there is nothing to change.
    pub text: String,
    /// What changes in `readiness.toml`, as `diff -u` shows it; empty when nothing does.
    pub diff: String,
    /// How many phases the gates of the document stand in.
    pub phases: usize,
    /// The gates that are new.
    pub added: Vec<Added>,
    /// The gates whose `source` follows a statement to another line.
    pub updated: Vec<Updated>,
    /// The gates that stay as they are.
    pub kept: Vec<Unchanged>,
    /// Gates from this document whose statement is no longer in it. The gates stay.
    pub vanished: Vec<Vanished>,
    /// How many statements repeat one that has a gate.
    pub repeated: usize,
    /// How many statements are carried as text and make no gate.
    pub texts: usize,
    /// What a reader should look at in the document.
    pub remarks: Vec<Remark>,
}

/// A gate that an import adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The id of the new gate.
    pub id: String,
    /// The id of the phase that the gate is added to.
    pub phase: String,
    /// The title of the new gate.
    pub title: String,
    /// Where the claim is stated: `docs/plan.md:37`.
    pub source: String,
    /// The kind of the gate's check.
    pub kind: String,
    /// Does the document mark the claim as done? That proves nothing.
    pub ticked: bool,
}

/// A gate whose statement is on another line now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The id of the gate.
    pub id: String,
    /// The line before, with the file.
    pub from: String,
    /// The line on which the statement is now.
    pub to: String,
    /// Where the gate and the document differ.
    pub differences: Vec<Difference>,
}

/// A gate whose statement is where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchanged {
    /// The id of the gate.
    pub id: String,
    /// Where the gate and the document differ.
    pub differences: Vec<Difference>,
}

/// A key of a gate that says something else than the document. The gate is right: somebody changed it, or wants to
/// be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key of the gate that differs.
    pub key: &'static str,
    /// What the gate has under the key; `None` when it has nothing.
    pub gate: Option<String>,
    /// What the document says in its place.
    pub document: String,
}

/// A gate whose statement is no longer in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished {
    /// The id of the gate.
    pub id: String,
    /// Where the claim was stated: `docs/plan.md:37`.
    pub source: String,
}

/// Something that a reader should look at in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: u32,
    /// The statement that the remark is about.
    pub text: String,
    /// What is odd about the statement.
    pub why: String,
}
