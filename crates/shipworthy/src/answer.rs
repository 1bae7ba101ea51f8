//! The answer of a command: one value, from which both formats and the exit code come.

use serde_json::Value;
use shipworthy_model::exit::Exit;

/// What a command has to say.
pub(crate) struct Answer {
    /// The document, in the format that was asked for.
    pub(crate) text: String,
    /// The exit code that goes with it.
    pub(crate) exit: Exit,
}

/// A JSON document as it is written to stdout.
pub(crate) fn json_text(value: &Value) -> String {
    let mut text =
        serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    text
}
