//! The answer of a command: one value, from which both formats and the exit code come.

use serde::Serialize;
use shipworthy_model::exit::Exit;
use shipworthy_model::text::is_unprintable;

/// The answer of a command: what it says, and how it ends.
pub(crate) struct Answer {
    /// The document, in the format that was asked for.
    pub(crate) text: String,
    /// The exit code that goes with the answer.
    pub(crate) exit: Exit,
}

/// A JSON document as it is written to stdout, its keys in alphabetical order. What a terminal would obey stands there as
/// its escape: a document is also shown by `cat` and by `jq`.
pub(crate) fn json_text(document: &impl Serialize) -> String {
    let value = serde_json::to_value(document);
    let mut text = value
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    escaped(text)
}

/// The text of a document with all that is unprintable escaped. Outside of strings there is nothing of that but line ends.
fn escaped(text: String) -> String {
    let obeyed = |c: char| c != '\n' && is_unprintable(c);
    if !text.chars().any(obeyed) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if obeyed(c) {
            let mut units = [0; 2];
            safe.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_holds_nothing_that_a_terminal_would_obey() {
        let obeyed =
            "\u{9b}31m \u{202e}gnp\u{2066} \u{7f} \u{1b}[0m \u{85} \u{feff} \u{e0001} ä 漢 \u{1f600}\t\n";
        let text = json_text(&obeyed);
        assert!(text.trim_end().chars().all(|c| !is_unprintable(c)), "{text}");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), obeyed);
        assert!(text.contains("\\u009b31m \\u202egnp") && text.contains("ä 漢 \u{1f600}"), "{text}");
    }
}
