//! The events of the last run, kept so that it can be told again.

use shipworthy_model::event::Event;

use crate::evidence::Store;

/// Keeps the events of a run, one JSON value per line. Losing them loses no evidence, so failure is silent.
pub fn keep(store: &Store, events: &[Event]) {
    let lines: Vec<String> = events.iter().filter_map(|event| serde_json::to_string(event).ok()).collect();
    let text = lines.join("\n") + "\n";
    // Whole or not at all, but without waiting for the disk as a record does.
    drop(store.runs().open().and_then(|folder| folder.write_unsynced("last.jsonl", text.as_bytes())));
}
