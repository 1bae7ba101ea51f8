//! Getting at the values of a JSON document, with the path of what is not there.

use serde_json::Value;

use super::Unread;

pub(super) fn document(text: &str) -> Result<Value, Unread> {
    // The place is in its message.
    serde_json::from_str(text).map_err(|error| Unread::NotJson(error.to_string()))
}

/// The text below `of` at this key.
pub(super) fn text<'a>(of: &'a Value, key: &str, path: &str) -> Result<&'a str, Unread> {
    of.get(key).and_then(Value::as_str).ok_or_else(|| missing(path, key))
}

/// The number below `of` at this key.
pub(super) fn number(of: &Value, key: &str, path: &str) -> Result<f64, Unread> {
    of.get(key).and_then(Value::as_f64).ok_or_else(|| missing(path, key))
}

/// The list below `of` at this key.
pub(super) fn list<'a>(of: &'a Value, key: &str, path: &str) -> Result<&'a [Value], Unread> {
    of.get(key).and_then(Value::as_array).map(Vec::as_slice).ok_or_else(|| missing(path, key))
}

/// The list of numbers below `of` at this key.
pub(super) fn numbers(of: &Value, key: &str, path: &str) -> Result<Vec<f64>, Unread> {
    let number = |(index, value): (usize, &Value)| {
        value.as_f64().ok_or_else(|| missing(path, &format!("{key}[{index}]")))
    };
    list(of, key, path)?.iter().enumerate().map(number).collect()
}

pub(super) fn missing(path: &str, key: &str) -> Unread {
    let dot = if path.is_empty() { "" } else { "." };
    Unread::Missing(format!("`{path}{dot}{key}`"))
}
