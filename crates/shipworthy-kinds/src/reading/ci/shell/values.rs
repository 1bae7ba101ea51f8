//! What words stand for in a state: their values as far as they are known, and how two of them compare.

use super::state::{ShellState, Status, VariableValue};
use super::syntax::{ShellWord, UNKNOWN_TEXT, WordPart};

/// How `exit` with this value ends a shell.
pub(super) fn codes(value: &VariableValue) -> Vec<Status> {
    match value {
        VariableValue::Text(text) => match text.trim().parse::<i64>() {
            Ok(code) if code % 256 == 0 => vec![Status::Zero],
            Ok(_) => vec![Status::Failed],
            Err(_) => vec![Status::Zero, Status::Failed],
        },
        VariableValue::FailedCode => vec![Status::Failed],
        VariableValue::Unknown => vec![Status::Zero, Status::Failed],
    }
}

/// What a word stands for, when it is one value.
pub(super) fn value(state: &ShellState, word: &ShellWord) -> VariableValue {
    match word.parts.as_slice() {
        [WordPart::Variable(name)] => state.value(name),
        [WordPart::Text { text, .. }, WordPart::Variable(name)] if text.is_empty() => state.value(name),
        _ => exact(state, word).map_or(VariableValue::Unknown, VariableValue::Text),
    }
}

/// The text that a word stands for, when all of it is known.
pub(super) fn exact(state: &ShellState, word: &ShellWord) -> Option<String> {
    let mut text = String::new();
    for part in &word.parts {
        match part {
            WordPart::Text { text: more, quoted } => {
                let special = |c: char| matches!(c, '*' | '?' | '[' | '{' | '~');
                if more.contains(UNKNOWN_TEXT) || (!quoted && more.contains(special)) {
                    return None;
                }
                text.push_str(more);
            }
            WordPart::Variable(name) => match state.value(name) {
                VariableValue::Text(more)
                    if !more.contains(UNKNOWN_TEXT) && (word.quoted || !more.contains(' ')) =>
                {
                    text.push_str(&more);
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    Some(text)
}

/// The words that a word is shown as: what is not known as it was written. One that is empty is none.
pub(super) fn shown(state: &ShellState, word: &ShellWord) -> Vec<String> {
    let mut text = String::new();
    for part in &word.parts {
        match part {
            WordPart::Text { text: more, .. } | WordPart::Computed(more) => text.push_str(more),
            WordPart::Variable(name) => match state.value(name) {
                VariableValue::Text(more) => text.push_str(&more),
                _ => text.push_str(&format!("${name}")),
            },
            WordPart::Output(script, _) => text.push_str(&format!("$({script})")),
            WordPart::Process(script, _) => text.push_str(&format!("<({script})")),
        }
    }
    match word.quoted {
        true => vec![text],
        false => text.split_whitespace().map(str::to_owned).collect(),
    }
}

/// Does a word fit a pattern of `case`?
pub(super) fn fits(state: &ShellState, word: Option<&str>, pattern: &ShellWord) -> Option<bool> {
    if pattern.bare() == Some("*") {
        return Some(true);
    }
    Some(word? == exact(state, pattern)?)
}

/// What a comparison of two values, as `[` makes it, comes to.
pub(super) fn compared(state: &ShellState, words: &[ShellWord]) -> Option<bool> {
    let (words, turned) = match words {
        [not, rest @ ..] if not.bare() == Some("!") => (rest, true),
        words => (words, false),
    };
    let words = match words {
        [rest @ .., end] if end.bare() == Some("]") => rest,
        words => words,
    };
    let told = match words {
        [sign, one] => {
            let empty = exact(state, one)?.is_empty();
            match sign.bare()? {
                "-z" => empty,
                "-n" => !empty,
                _ => return None,
            }
        }
        [one, sign, other] => {
            let same = equal(&value(state, one), &value(state, other))?;
            match sign.bare()? {
                "=" | "==" | "-eq" => same,
                "!=" | "-ne" => !same,
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(told != turned)
}

fn equal(one: &VariableValue, other: &VariableValue) -> Option<bool> {
    match (one, other) {
        (VariableValue::Text(one), VariableValue::Text(other))
            if !one.contains(UNKNOWN_TEXT) && !other.contains(UNKNOWN_TEXT) =>
        {
            Some(one == other)
        }
        (VariableValue::FailedCode, VariableValue::Text(text))
        | (VariableValue::Text(text), VariableValue::FailedCode)
            if text == "0" =>
        {
            Some(false)
        }
        _ => None,
    }
}
