//! The import itself: what a document states, held against what stands in `readiness.toml`, as edits of its text.

use std::collections::HashSet;

use shipworthy_model::checklist::Priority;

use shipworthy_model::import::{Imported, Unchanged, Updated, Vanished};

use crate::binding::Binding;
use crate::document::Document;

use super::addition;
use super::difference::differences;
use super::draft::Draft;
use super::drafts::Drafts;
use super::edit::{TextEdit, apply, unified};
use super::existing::{ExistingChecklist, ExistingGate, ImportRefusal};
use super::grouping::Grouping;
use super::matching::matched;
use super::toml;

/// The file that is written.
const FILE: &str = "readiness.toml";

/// Turns the statements of a document into gates. `bindings` says what each of its items was bound to; `existing` is the
/// text of `readiness.toml`, if there is one.
///
/// # Errors
///
/// When nothing can be added to the existing text.
pub fn import(
    existing: Option<&str>,
    document: &Document,
    bindings: &[Option<Binding>],
) -> Result<Imported, ImportRefusal> {
    let text = existing.unwrap_or_default();
    let standing = ExistingChecklist::read(text)?;
    let drafts = Drafts::new(document, bindings);
    let found = matched(&document.file, &drafts.gates, &standing);
    let items: Vec<usize> = drafts.gates.iter().map(|draft| draft.item).collect();
    let grouping = Grouping::new(document, &items);
    let mut imported = Imported {
        phases: grouping.groups.len(),
        vanished: vanished(&document.file, &found, &standing),
        repeated: drafts.repeated.len(),
        texts: drafts.texts,
        remarks: drafts.remarks,
        ..Imported::default()
    };
    let mut edits = Vec::new();
    if standing.is_new() && !drafts.gates.is_empty() && text.trim().is_empty() {
        edits.push(TextEdit { range: 0..0, text: head(document, &drafts.gates) });
    }
    for (draft, gate) in drafts.gates.iter().zip(&found) {
        if let Some(gate) = gate.and_then(|at| standing.gates.get(at)) {
            edits.extend(keep(&mut imported, &document.file, draft, gate));
        }
    }
    let new = addition::of(document, &drafts.gates, &found, &standing, &grouping);
    imported.added = new.gates;
    edits.extend(new.edits);
    as_the_text_ends(text, &mut edits);
    imported.diff = unified(FILE, text, &edits);
    imported.text = apply(text, &edits);
    Ok(imported)
}

/// For each item of a document the id of the gate that stands for it, if there is one.
///
/// # Errors
///
/// When the existing text cannot be understood.
pub fn gates(
    existing: &str,
    document: &Document,
    bindings: &[Option<Binding>],
) -> Result<Vec<Option<String>>, ImportRefusal> {
    let standing = ExistingChecklist::read(existing)?;
    let drafts = Drafts::new(document, bindings);
    let found = matched(&document.file, &drafts.gates, &standing);
    let id = |place: usize| Some(standing.gates.get((*found.get(place)?)?)?.id.clone());
    let mut gates = vec![None; document.items.len()];
    for (place, draft) in drafts.gates.iter().enumerate() {
        gates[draft.item] = id(place);
    }
    for (item, first) in drafts.repeated {
        gates[item] = id(first);
    }
    Ok(gates)
}

/// A statement that has its gate. Only where it stands is written anew.
fn keep(imported: &mut Imported, file: &str, draft: &Draft, gate: &ExistingGate) -> Option<TextEdit> {
    let (id, differences) = (gate.id.clone(), differences(draft, gate));
    let Some(source) = gate.source.as_ref().filter(|source| source.line != draft.line) else {
        imported.kept.push(Unchanged { id, differences });
        return None;
    };
    let (from, to) = (source.to_string(), format!("{file}:{}", draft.line));
    let edit = TextEdit { range: source.span.clone(), text: toml::string(&to) };
    imported.updated.push(Updated { id, from, to, differences });
    Some(edit)
}

/// Gates from this document that no statement of it asks for.
fn vanished(file: &str, found: &[Option<usize>], standing: &ExistingChecklist) -> Vec<Vanished> {
    let found: HashSet<usize> = found.iter().copied().flatten().collect();
    let gone = standing.gates.iter().enumerate().filter(|(at, _)| !found.contains(at));
    let gone = gone.filter_map(|(_, gate)| Some((gate, gate.source.as_ref()?)));
    gone.filter(|(_, source)| source.file == file)
        .map(|(gate, source)| Vanished { id: gate.id.clone(), source: source.to_string() })
        .collect()
}

/// The head of a new file.
fn head(document: &Document, drafts: &[Draft]) -> String {
    let title =
        document.sections.iter().find(|section| section.level == 1).map(|section| section.title.trim());
    let title = title.filter(|title| !title.is_empty()).unwrap_or(&document.file);
    let there = |priority: &Priority| drafts.iter().any(|draft| draft.priority == *priority);
    // A GO needs something: where nothing is urgent, the most urgent of the rest.
    let mut required: Vec<Priority> = [Priority::P0, Priority::P1].into_iter().filter(there).collect();
    if required.is_empty() {
        required.extend(Priority::ALL.into_iter().find(there));
    }
    let required: Vec<String> = required.iter().map(|priority| format!("\"{priority}\"")).collect();
    let comment =
        toml::comment(&format!("Imported from {}. Each gate is one claim with one check.", document.file));
    format!(
        "{comment}schema = 1\ntitle = {}\n\n[policy]\nrequired = [{}]\n",
        toml::string(title),
        required.join(", ")
    )
}

/// Ends lines as the text does, and its last line before more follows.
fn as_the_text_ends(text: &str, edits: &mut [TextEdit]) {
    let first = edits.iter_mut().find(|edit| edit.range.start == text.len());
    if let Some(edit) = first
        && !text.is_empty()
        && !text.ends_with('\n')
    {
        edit.text.insert(0, '\n');
    }
    if text.contains("\r\n") {
        edits.iter_mut().for_each(|edit| edit.text = edit.text.replace('\n', "\r\n"));
    }
}
