//! Environment variables of a gate: those that it sets, and the names of those that its result depends on.

use std::collections::BTreeMap;

use shipworthy_model::problem::Problem;

use crate::field::{Field, Problems};
use crate::refusal::refuse;
use crate::table::TableCursor;
use crate::tree::{Node, Shape};

/// The shape of a name, for editors.
pub(crate) const NAME: &str = "^[A-Za-z_][A-Za-z0-9_.-]*$";

/// The beginning of the names that are Shipworthy's own.
const OWN: &str = "SHIPWORTHY_";

/// The name of a variable.
pub(crate) fn name(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = field.owned(problems)?;
    match mistake(&text) {
        Some(why) => refuse(field.error(format!("`{text}` {why}")), problems),
        None => Some(text),
    }
}

/// The variables that a gate sets, each with its value.
pub(crate) fn values(field: &Field<'_>, problems: &mut Problems) -> Option<BTreeMap<String, String>> {
    let Shape::Table(branch) = &field.node.shape else {
        // Tells what it is instead.
        drop(TableCursor::of(field, "`env`", problems));
        return None;
    };
    let mut found = BTreeMap::new();
    for entry in &branch.entries {
        if let Some(why) = mistake(&entry.key) {
            problems.push(Problem::error(entry.at.clone(), format!("`{}` {why}", entry.key)));
            continue;
        }
        if let Some(value) = value(&entry.key, &entry.value, problems) {
            found.insert(entry.key.clone(), value);
        }
    }
    Some(found)
}

fn value(name: &str, node: &Node, problems: &mut Problems) -> Option<String> {
    match &node.shape {
        Shape::Text(text) if text.contains('\0') => refuse(
            Problem::error(node.span.clone(), format!("`{name}` holds a NUL, which no variable can")),
            problems,
        ),
        Shape::Text(text) => Some(text.clone()),
        Shape::Broken => None,
        other => {
            let message = format!("`{name}` must be a string, not {}", other.noun());
            refuse(
                Problem::error(node.span.clone(), message).help("write the value between quotes"),
                problems,
            )
        }
    }
}

/// Why the text is no name of a variable here.
fn mistake(text: &str) -> Option<&'static str> {
    let rest = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !first || !text.chars().all(rest) {
        return Some("is no name of an environment variable");
    }
    text.starts_with(OWN).then_some("is a variable of Shipworthy's own")
}
