//! The document of `import`: what was made of a Markdown checklist.

use shipworthy_model::import::{Added, Difference, Imported, Remark, Unchanged, Updated, Vanished};

use super::document::{Version, document};

document! {
    /// What becomes of the statements of a document in `readiness.toml`.
    pub struct ImportDocument {
        /// The version of this document.
        schema: Version,
        /// The document that was imported.
        file: String,
        /// In how many phases the gates of the document stand.
        phases: usize,
        /// The gates that are new.
        added: Vec<AddedJson>,
        /// The gates whose `source` follows a statement to another line.
        updated: Vec<UpdatedJson>,
        /// The gates that stay as they are.
        kept: Vec<KeptJson>,
        /// The gates whose statement is no longer in the document; they stay.
        vanished: Vec<VanishedJson>,
        /// How many statements repeat one that has a gate.
        repeated: usize,
        /// How many statements are carried as text.
        text: usize,
        /// What a reader should look at in the document.
        remarks: Vec<RemarkJson>,
        /// What changes in `readiness.toml`, as `diff -u` shows it; empty when nothing does.
        diff: String,
        /// Whether `readiness.toml` was written.
        written: bool,
    }

    /// A gate that is new.
    pub struct AddedJson {
        /// The id of the gate.
        id: String,
        /// The id of the phase that the gate is added to.
        phase: String,
        /// The title of the gate: its claim.
        title: String,
        /// Where the claim is stated: the document, `:`, the line.
        source: String,
        /// The kind of the gate's check.
        kind: String,
        /// Whether the document marks the claim as done, which proves nothing.
        ticked: bool,
    }

    /// A gate whose statement is on another line now.
    pub struct UpdatedJson {
        /// The id of the gate.
        id: String,
        /// The `source` of the gate before.
        from: String,
        /// The `source` of the gate now.
        source: String,
        /// Where the gate and the document differ; the gate stays as it is.
        differences: Vec<DifferenceJson>,
    }

    /// A gate that stays as it is.
    pub struct KeptJson {
        /// The id of the gate.
        id: String,
        /// Where the gate and the document differ; the gate stays as it is.
        differences: Vec<DifferenceJson>,
    }

    /// A key of which gate and document say different things.
    pub struct DifferenceJson {
        /// The key of the gate: `title`, `priority`, `why`, `owner`, `effort` or `check`.
        key: &'static str,
        /// What the gate has under the key; `null` when it has nothing.
        gate: Option<String>,
        /// What the document says in its place.
        document: String,
    }

    /// A gate whose statement is no longer in the document.
    pub struct VanishedJson {
        /// The id of the gate.
        id: String,
        /// Where the claim was stated: the document, `:`, the line.
        source: String,
    }

    /// Something to look at in the document.
    pub struct RemarkJson {
        /// The line, from 1.
        line: u32,
        /// The statement that the remark is about.
        text: String,
        /// What is odd about the statement.
        why: String,
    }
}

impl ImportDocument {
    /// The document of an import of `file`.
    pub fn of(file: &str, imported: &Imported, written: bool) -> Self {
        Self {
            schema: Version,
            file: file.to_owned(),
            phases: imported.phases,
            added: imported.added.iter().map(AddedJson::of).collect(),
            updated: imported.updated.iter().map(UpdatedJson::of).collect(),
            kept: imported.kept.iter().map(KeptJson::of).collect(),
            vanished: imported.vanished.iter().map(VanishedJson::of).collect(),
            repeated: imported.repeated,
            text: imported.texts,
            remarks: imported.remarks.iter().map(RemarkJson::of).collect(),
            diff: imported.diff.clone(),
            written,
        }
    }
}

impl AddedJson {
    fn of(gate: &Added) -> Self {
        Self {
            id: gate.id.clone(),
            phase: gate.phase.clone(),
            title: gate.title.clone(),
            source: gate.source.clone(),
            kind: gate.kind.clone(),
            ticked: gate.ticked,
        }
    }
}

impl UpdatedJson {
    fn of(gate: &Updated) -> Self {
        let (from, source) = (gate.from.clone(), gate.to.clone());
        Self { id: gate.id.clone(), from, source, differences: DifferenceJson::all(&gate.differences) }
    }
}

impl KeptJson {
    fn of(gate: &Unchanged) -> Self {
        Self { id: gate.id.clone(), differences: DifferenceJson::all(&gate.differences) }
    }
}

impl DifferenceJson {
    fn all(differences: &[Difference]) -> Vec<Self> {
        let one =
            |it: &Difference| Self { key: it.key, gate: it.gate.clone(), document: it.document.clone() };
        differences.iter().map(one).collect()
    }
}

impl VanishedJson {
    fn of(gate: &Vanished) -> Self {
        Self { id: gate.id.clone(), source: gate.source.clone() }
    }
}

impl RemarkJson {
    fn of(remark: &Remark) -> Self {
        Self { line: remark.line, text: remark.text.clone(), why: remark.why.clone() }
    }
}
