//! Strings given to a check.

use crate::field::{Field, Problems};
use crate::refusal::{refuse, refuse_type};
use crate::tree::Shape;

/// A string that is not empty.
pub(crate) fn words(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    match &field.node.shape {
        Shape::Text(text) if text.is_empty() => {
            refuse(field.error(format!("{} is empty, so it expects nothing", field.label())), problems)
        }
        Shape::Text(text) => Some(text.clone()),
        _ => refuse_type(field, "a string", None, problems),
    }
}
