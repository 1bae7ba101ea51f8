//! The parameters of a check, held against the schema of its kind and turned into values of the model.

use std::collections::BTreeMap;

use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::params::{Params, Value};

use crate::field::{Field, Problems};
use crate::nearest::advice;
use crate::table::Table;
use crate::tree::Shape;

/// Reads the parameters of a check of this kind from its table.
pub(crate) fn of_kind(table: &mut Table<'_>, kind: &KindSchema, problems: &mut Problems) -> Params {
    let expects = kind.one_of.is_empty() || kind.one_of.iter().any(|name| table.has(name));
    let params = all(table, kind.params, problems);
    if !expects {
        let names: Vec<String> = kind.one_of.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("{} expects nothing, so it proves nothing", table.what);
        table.lack(message, Some(format!("give at least one of {}", names.join(", "))), problems);
    }
    params
}

fn all(table: &mut Table<'_>, params: &'static [Param], problems: &mut Problems) -> Params {
    let mut values = BTreeMap::new();
    for param in params {
        let field =
            if param.required { table.required(param.name, problems) } else { table.optional(param.name) };
        if let Some(value) = field.and_then(|field| value(&field, &param.ty, problems)) {
            values.insert(param.name.to_owned(), value);
        }
    }
    Params(values)
}

/// Turns one value into what `ty` wants.
fn value(field: &Field<'_>, ty: &'static ParamType, problems: &mut Problems) -> Option<Value> {
    match ty {
        ParamType::Text => words(field, problems).map(Value::Text),
        ParamType::Texts => list(field, problems, words),
        ParamType::Argv => argv(field, problems),
        ParamType::Path => path(field, problems).map(Value::Text),
        ParamType::Globs => list(field, problems, glob),
        ParamType::Pattern => pattern(field, problems).map(Value::Text),
        ParamType::Patterns => list(field, problems, pattern),
        ParamType::Floor => floor(field, problems),
        ParamType::Limit => limit(field, problems),
        ParamType::Integer => whole(field, "a whole number", problems).map(Value::Integer),
        ParamType::Number => number(field, problems),
        ParamType::Flag => flag(field, problems),
        ParamType::Span => span(field, problems),
        ParamType::Size => size(field, problems),
        ParamType::Choice(choices) => choice(field, choices, problems),
        ParamType::Tables(params) => tables(field, params, problems),
        ParamType::Map(ty) => map(field, ty, problems),
    }
}

/// Files a problem and reads nothing.
fn refuse<T>(problem: shipworthy_model::problem::Problem, problems: &mut Problems) -> Option<T> {
    problems.push(problem);
    None
}

/// Files that the value is not `wanted`, unless the parser has told so already.
fn refuse_type<T>(field: &Field<'_>, wanted: &str, help: Option<String>, problems: &mut Problems) -> Option<T> {
    if !matches!(field.node.shape, Shape::Broken) {
        let mut problem = field.wrong(wanted);
        problem.help = help;
        problems.push(problem);
    }
    None
}

fn list(
    field: &Field<'_>,
    problems: &mut Problems,
    read: fn(&Field<'_>, &mut Problems) -> Option<String>,
) -> Option<Value> {
    let items = field.each(problems, read)?;
    Some(Value::List(items.into_iter().map(|item| Value::Text(item.value)).collect()))
}

fn words(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    match &field.node.shape {
        Shape::Text(text) if text.is_empty() => {
            refuse(field.error(format!("`{}` is empty, so it expects nothing", field.name)), problems)
        }
        Shape::Text(text) => Some(text.clone()),
        _ => refuse_type(field, "a string", None, problems),
    }
}

fn argv(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    let Shape::List(items) = &field.node.shape else {
        let help = match &field.node.shape {
            Shape::Text(text) => {
                let words: Vec<String> = text.split_whitespace().map(|word| format!("{word:?}")).collect();
                format!("nothing runs through a shell; write `[{}]`", words.join(", "))
            }
            _ => "write `[\"program\", \"argument\"]`".to_owned(),
        };
        return refuse_type(field, "a list of words", Some(help), problems);
    };
    let mut argv = Vec::new();
    for (at, node) in items.iter().enumerate() {
        let item = Field { name: field.name, node };
        match &node.shape {
            Shape::Text(word) if word.contains('\0') => {
                problems.push(item.error("a word of a command cannot hold a NUL"));
            }
            Shape::Text(word) if at == 0 && word.trim().is_empty() => {
                problems.push(item.error(format!("the program in `{}` is empty", field.name)));
            }
            Shape::Text(word) => argv.push(Value::Text(word.clone())),
            _ => return refuse_type(&item, "a list of words", Some("put each word in quotes".to_owned()), problems),
        }
    }
    if items.is_empty() {
        return refuse(field.error(format!("`{}` is an empty list: it names no program", field.name)), problems);
    }
    Some(Value::List(argv))
}

/// A path or glob inside the workspace, in its plainest form: a leading `./` would match nothing.
fn inside(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = words(field, problems)?;
    let drive = text.as_bytes().get(1) == Some(&b':') && text.as_bytes()[0].is_ascii_alphabetic();
    let error = |message: &str| field.error(format!("`{}` {message}", text.replace('\0', "\\0")));
    let relative = "write it relative to the workspace root";
    if text.contains('\0') {
        return refuse(error("holds a NUL, which no path can"), problems);
    }
    if text.starts_with(['/', '\\', '~']) || drive {
        return refuse(error("is not inside the workspace").help(relative), problems);
    }
    if text.contains('\\') {
        return refuse(error("holds a `\\`").help("write `/` between folders, on every system"), problems);
    }
    if text.split('/').any(|part| part == "..") {
        return refuse(error("leads out of where it is with `..`").help(relative), problems);
    }
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

fn path(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    inside(field, problems)
}

/// A glob over files of the workspace.
pub(crate) fn glob(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = inside(field, problems)?;
    let problem = match glob::Pattern::new(&text) {
        Err(error) => field.error(format!("`{text}` is no glob: {}", error.msg)),
        Ok(_) if text.contains('{') => {
            field.error(format!("`{text}` holds a `{{`, which is a plain character here")).help("write two globs")
        }
        Ok(_) if text.starts_with('!') => {
            field.error(format!("`{text}` begins with a `!`, which is a plain character here"))
        }
        Ok(_) => return Some(text),
    };
    refuse(problem, problems)
}

fn pattern(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = words(field, problems)?;
    match regex_lite::Regex::new(&text) {
        Ok(_) => Some(text),
        Err(error) => {
            let why = error.to_string().replace('\n', " ");
            let problem = field.error(format!("`{text}` is no regular expression: {why}"));
            refuse(problem.help("in `'...'` a backslash is written once"), problems)
        }
    }
}

fn whole(field: &Field<'_>, wanted: &str, problems: &mut Problems) -> Option<i64> {
    match &field.node.shape {
        Shape::Whole(number) => Some(*number),
        Shape::Text(text) if text.trim().parse::<i64>().is_ok() => {
            let help = format!("write it without quotes: `{}`", text.trim());
            refuse_type(field, wanted, Some(help), problems)
        }
        _ => refuse_type(field, wanted, None, problems),
    }
}

fn floor(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match whole(field, "a whole number", problems)? {
        0 => refuse(
            field.error(format!("`{}` is 0: a floor of zero guards nothing", field.name)).help("write 1 or more"),
            problems,
        ),
        number if number < 0 => {
            refuse(field.error(format!("`{}` must be 1 or more, not {number}", field.name)), problems)
        }
        number => Some(Value::Integer(number)),
    }
}

fn limit(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match whole(field, "a whole number", problems)? {
        number if number < 0 => {
            refuse(field.error(format!("`{}` must be 0 or more, not {number}", field.name)), problems)
        }
        number => Some(Value::Integer(number)),
    }
}

fn number(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match &field.node.shape {
        Shape::Whole(number) => Some(Value::Number(*number as f64)),
        Shape::Number(number) if number.is_finite() => Some(Value::Number(*number)),
        Shape::Number(number) => {
            refuse(field.error(format!("`{}` is {number}: nothing compares with that", field.name)), problems)
        }
        _ => refuse_type(field, "a number", None, problems),
    }
}

fn flag(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    match &field.node.shape {
        Shape::Flag(flag) => Some(Value::Flag(*flag)),
        Shape::Text(text) if matches!(text.as_str(), "true" | "false") => {
            let help = format!("write it without quotes: `{text}`");
            refuse_type(field, "`true` or `false`", Some(help), problems)
        }
        _ => refuse_type(field, "`true` or `false`", None, problems),
    }
}

fn span(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    field.duration(problems)?;
    match &field.node.shape {
        Shape::Text(text) => Some(Value::Text(text.clone())),
        _ => None,
    }
}

fn size(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    let example = "write a whole number and a unit, such as `\"512MiB\"` or `\"2GB\"`";
    let Shape::Text(text) = &field.node.shape else {
        return refuse_type(field, "a size in a string", Some(example.to_owned()), problems);
    };
    match bytes(text) {
        None => refuse(field.error(format!("`{text}` is no size")).help(example), problems),
        Some(0) => {
            refuse(field.error(format!("`{}` is zero, which guards nothing", field.name)).help(example), problems)
        }
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

fn choice(field: &Field<'_>, choices: &'static [&'static str], problems: &mut Problems) -> Option<Value> {
    let text = words(field, problems)?;
    if choices.contains(&text.as_str()) {
        return Some(Value::Text(text));
    }
    let mut problem = field.error(format!("`{}` cannot be `{text}`", field.name));
    problem.help = advice(&text, choices.iter().copied());
    refuse(problem, problems)
}

fn tables(field: &Field<'_>, params: &'static [Param], problems: &mut Problems) -> Option<Value> {
    let mut tables = Vec::new();
    for item in field.items(problems)? {
        let Some(mut table) = item.table(format!("`{}`", field.name), problems) else { continue };
        tables.push(Value::Table(all(&mut table, params, problems)));
        table.finish(problems);
    }
    Some(Value::List(tables))
}

fn map(field: &Field<'_>, ty: &'static ParamType, problems: &mut Problems) -> Option<Value> {
    let Shape::Table(branch) = &field.node.shape else {
        return refuse_type(field, "a table", None, problems);
    };
    if branch.entries.is_empty() && !branch.torn {
        return refuse(field.error(format!("`{}` is empty, so it expects nothing", field.name)), problems);
    }
    let mut values = BTreeMap::new();
    for entry in &branch.entries {
        let item = Field { name: &entry.key, node: &entry.value };
        if entry.key.is_empty() {
            let problem = shipworthy_model::problem::Problem::error(entry.at.clone(), "a name is empty");
            problems.push(problem);
        } else if let Some(value) = value(&item, ty, problems) {
            values.insert(entry.key.clone(), value);
        }
    }
    Some(Value::Table(Params(values)))
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
