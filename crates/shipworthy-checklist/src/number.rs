//! Numbers, flags and sizes given to a check.

use shipworthy_model::params::Value;

use crate::field::{Field, Problems};
use crate::param::{refuse, refuse_type};
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

/// 1 or more.
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

/// 0 or more.
pub(crate) fn limit(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match whole(field, "a whole number", problems)? {
        number if number < 0 => {
            refuse(field.error(format!("{} must be 0 or more, not {number}", field.label())), problems)
        }
        number => Some(Value::Integer(number)),
    }
}

/// Any number that compares.
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

/// `true` or `false`.
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
    match bytes(text) {
        None => refuse(field.error(format!("`{text}` is no size")).help(example), problems),
        Some(0) => refuse(
            field.error(format!("`{}` is zero, which guards nothing", field.name)).help(example),
            problems,
        ),
        Some(bytes) => Some(Value::Integer(bytes)),
    }
}

/// The bytes in `2GB`, `512 MiB`.
fn bytes(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit: i64 = match unit.trim_start().to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_have_a_unit() {
        for (text, expected) in [
            ("512MiB", Some(512 << 20)),
            ("2GB", Some(2_000_000_000)),
            (" 1 kib ", Some(1024)),
            ("7B", Some(7)),
            ("2", None),
            ("GB", None),
            ("-2GB", None),
            ("1.5GB", None),
            ("2 bananas", None),
            ("99999999999TB", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }
}
