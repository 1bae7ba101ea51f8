//! The answer of a command: one value, from which both formats and the exit code come.

use serde::Serialize;
use shipworthy_model::exit::Exit;

/// The answer of a command: what it says, and how it ends.
pub(crate) struct Answer {
    /// The document, in the format that was asked for.
    pub(crate) text: String,
    /// The exit code that goes with the answer.
    pub(crate) exit: Exit,
}

/// A JSON document as it is written to stdout, its keys in alphabetical order.
pub(crate) fn json_text(document: &impl Serialize) -> String {
    let value = serde_json::to_value(document);
    let mut text = value
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    text
}
