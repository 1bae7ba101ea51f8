//! Numbers, flags and sizes given to a check.

use shipworthy_model::amount::parse_size;
use shipworthy_model::params::Value;

use crate::field::{Field, Problems};
use crate::refusal::{refuse, refuse_type};
use crate::tree::Shape;

/// A whole number, `wanted` in messages.
pub(crate) fn whole(field: &Field<'_>, wanted: &str, problems: &mut Problems) -> Option<i64> {
    match &field.node.shape {
        Shape::Whole(number) => Some(*number),
        Shape::Text(text) if text.trim().parse::<i64>().is_ok() => {
            let help = format!("write it without quotes: `{}`", text.trim());
            refuse_type(field, wanted, Some(help), problems)
        }
        _ => refuse_type(field, wanted, None, problems),
    }
}

/// The value as a floor: a whole number, 1 or more.
pub(crate) fn floor(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match whole(field, "a whole number", problems)? {
        0 => refuse(
            field
                .error(format!("{} is 0: a floor of zero guards nothing", field.label()))
                .help("write 1 or more"),
            problems,
        ),
        number if number < 0 => {
            refuse(field.error(format!("{} must be 1 or more, not {number}", field.label())), problems)
        }
        number => Some(Value::Integer(number)),
    }
}

/// The value as a limit: a whole number, 0 or more.
pub(crate) fn limit(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match whole(field, "a whole number", problems)? {
        number if number < 0 => {
            refuse(field.error(format!("{} must be 0 or more, not {number}", field.label())), problems)
        }
        number => Some(Value::Integer(number)),
    }
}

/// The value as a number, whole or not, that compares.
pub(crate) fn number(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match &field.node.shape {
        Shape::Whole(number) => Some(Value::Number(*number as f64)),
        Shape::Number(number) if number.is_finite() => Some(Value::Number(*number)),
        Shape::Number(number) => {
            refuse(field.error(format!("`{}` is {number}: nothing compares with that", field.name)), problems)
        }
        Shape::Text(text) if text.trim().parse::<f64>().is_ok() => {
            let help = format!("write it without quotes: `{}`", text.trim());
            refuse_type(field, "a number", Some(help), problems)
        }
        _ => refuse_type(field, "a number", None, problems),
    }
}

/// The value as a flag: `true` or `false`.
pub(crate) fn flag(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match &field.node.shape {
        Shape::Flag(flag) => Some(Value::Flag(*flag)),
        Shape::Text(text) if matches!(text.as_str(), "true" | "false") => {
            let help = format!("write it without quotes: `{text}`");
            refuse_type(field, "`true` or `false`", Some(help), problems)
        }
        _ => refuse_type(field, "`true` or `false`", None, problems),
    }
}

/// A size, as bytes.
pub(crate) fn size(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    let example = "write a whole number and a unit, such as `\"512MiB\"` or `\"2GB\"`";
    let Shape::Text(text) = &field.node.shape else {
        return refuse_type(field, "a size in a string", Some(example.to_owned()), problems);
    };
    match parse_size(text) {
        None => refuse(field.error(format!("`{text}` is no size")).help(example), problems),
        Some(0) => refuse(
            field.error(format!("`{}` is zero, which guards nothing", field.name)).help(example),
            problems,
        ),
        Some(bytes) => Some(Value::Integer(bytes)),
    }
}
