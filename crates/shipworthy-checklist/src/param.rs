//! The parameters of a check, held against the schema of its kind and turned into values of the model.

use std::collections::BTreeMap;

use shipworthy_model::each::like_filled;
use shipworthy_model::kind::{KindSchema, Param, ParamType, Stricter};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::problem::Problem;

use crate::advice::advice;
use crate::field::{Field, Problems};
use crate::number::{flag, floor, limit, number, size, whole};
use crate::path::{glob, inside};
use crate::refusal::{refuse, refuse_type};
use crate::table::TableCursor;
use crate::text::words;
use crate::tree::Shape;

/// Reads the parameters of a check of this kind from its table.
pub(crate) fn of_kind(table: &mut TableCursor<'_>, kind: &KindSchema, problems: &mut Problems) -> Params {
    let expects = kind.one_of.is_empty() || kind.one_of.iter().any(|name| table.has(name));
    let params = all(table, kind.params, problems);
    if !expects {
        let names: Vec<String> = kind.one_of.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("{} expects nothing, so it proves nothing", table.what);
        table.lack(message, Some(format!("give at least one of {}", names.join(", "))), problems);
    }
    params
}

/// Reads these parameters from a table.
pub(crate) fn all(table: &mut TableCursor<'_>, params: &'static [Param], problems: &mut Problems) -> Params {
    let mut values = BTreeMap::new();
    for param in params {
        let field =
            if param.required { table.required(param.name, problems) } else { table.optional(param.name) };
        if let Some(field) = &field {
            vague(field, param, problems);
        }
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
        ParamType::Path => inside(field, problems).map(Value::Text),
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
        _ => {
            let message = format!("{} has a type that this release cannot read", field.label());
            refuse(field.error(message), problems)
        }
    }
}

fn list(
    field: &Field<'_>,
    problems: &mut Problems,
    read: fn(&Field<'_>, &mut Problems) -> Option<String>,
) -> Option<Value> {
    let items = field.each(problems, read)?;
    Some(Value::List(items.into_iter().map(|item| Value::Text(item.value)).collect()))
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
        let item = Field { item: true, ..Field::new(field.name, node) };
        match &node.shape {
            Shape::Text(word) if word.contains('\0') => {
                problems.push(item.error("a word of a command cannot hold a NUL"));
            }
            Shape::Text(word) if at == 0 && word.trim().is_empty() => {
                problems.push(item.error(format!("the program in `{}` is empty", field.name)));
            }
            Shape::Text(word) => argv.push(Value::Text(word.clone())),
            _ => {
                return refuse_type(
                    &item,
                    "a list of words",
                    Some("put each word in quotes".to_owned()),
                    problems,
                );
            }
        }
    }
    if items.is_empty() {
        return refuse(
            field.error(format!("`{}` is an empty list: it names no program", field.name)),
            problems,
        );
    }
    Some(Value::List(argv))
}

fn pattern(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = words(field, problems)?;
    match regex_lite::Regex::new(&like_filled(&text)) {
        // The empty text is part of every text.
        Ok(pattern) if pattern.is_match("") => refuse(says_nothing(field, &text), problems),
        Ok(_) => Some(text),
        Err(error) => {
            let why = error.to_string().replace('\n', " ");
            refuse(field.error(format!("`{text}` is no regular expression: {why}")), problems)
        }
    }
}

/// Reports patterns that match every text with something in it: each visible character by itself. Where a match is a finding,
/// such a pattern asks that nothing be there, which is a demand.
fn vague(field: &Field<'_>, param: &Param, problems: &mut Problems) {
    let pattern = matches!(param.ty, ParamType::Pattern | ParamType::Patterns);
    if !pattern || param.stricter == Some(Stricter::Higher) {
        return;
    }
    for item in field.items(&mut Vec::new()).unwrap_or_default() {
        let Shape::Text(text) = &item.node.shape else { continue };
        let Ok(pattern) = regex_lite::Regex::new(&like_filled(text)) else { continue };
        let all = (b'!'..=b'~').all(|byte| pattern.is_match(&char::from(byte).to_string()));
        if all && !pattern.is_match("") {
            problems.push(says_nothing(&item, text));
        }
    }
}

/// The problem of a pattern that matches whatever there is.
fn says_nothing(field: &Field<'_>, text: &str) -> Problem {
    let message = format!("`{text}` matches every text, so it says nothing");
    field.error(message).help("write what is to be found there")
}

fn span(field: &Field<'_>, problems: &mut Problems) -> Option<Value> {
    field.duration(problems)?;
    match &field.node.shape {
        Shape::Text(text) => Some(Value::Text(text.clone())),
        _ => None,
    }
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
        let Some(mut table) = TableCursor::of(&item, format!("`{}`", field.name), problems) else { continue };
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
        return refuse(field.error(format!("{} is empty, so it expects nothing", field.label())), problems);
    }
    let mut values = BTreeMap::new();
    for entry in &branch.entries {
        let item = Field::new(&entry.key, &entry.value);
        if entry.key.is_empty() {
            problems.push(Problem::error(entry.at.clone(), "a name is empty"));
        } else if let Some(value) = value(&item, ty, problems) {
            values.insert(entry.key.clone(), value);
        }
    }
    Some(Value::Table(Params(values)))
}
