//! The page of the book about all documents, made from their schemas.

use shipworthy_model::schema::{Constant, JsonKind, Members, Schema};

use super::catalog::CATALOG;
use crate::reference::{GENERATED, cell};

/// A field of a document, as the page shows it.
struct FieldRow {
    /// The path of the field: `gates[].findings[].rule`.
    path: String,
    /// The types of the field, in words.
    types: String,
    meaning: String,
}

/// The page about all documents, as Markdown.
pub fn json_page() -> String {
    let mut page = format!(
        "{GENERATED}# JSON\n\n`--format json` writes one document to stdout and nothing else; progress goes to stderr. \
         `schema` is a number; fields may be\nadded, never renamed or reused. What is not known is `null`, never a \
         default; a field is always there, unless its row says\nwhen. A time is RFC 3339 in UTC, such as `2026-01-31T08:00:00Z`, and a day the first \
         part of one. Text, document and exit\ncode come from one value and cannot disagree.\n\n\
         `schema --of COMMAND` prints the JSON Schema of the document that a command answers with, made from the same \
         types as this\npage. `schema` alone prints the JSON Schema of `readiness.toml`.\n"
    );
    for entry in &CATALOG {
        let schema = entry.schema();
        let about = schema.description.as_deref().unwrap_or_default();
        page.push_str(&format!("\n## {}\n\n{about}\n\n", entry.title()));
        page.push_str("| field | type | meaning |\n| --- | --- | --- |\n");
        for row in fields(&schema) {
            let (types, meaning) = (cell(&row.types), cell(&row.meaning));
            page.push_str(&format!("| `{}` | {types} | {meaning} |\n", row.path));
        }
    }
    page
}

/// All fields of a document, those of an object after it.
fn fields(schema: &Schema) -> Vec<FieldRow> {
    let mut rows = Vec::new();
    collect(schema, &schema.definitions, "", &mut rows);
    rows
}

fn collect(schema: &Schema, definitions: &Members, within: &str, rows: &mut Vec<FieldRow>) {
    let schema = resolved(schema, definitions);
    if let Some(items) = &schema.items {
        return collect(items, definitions, &format!("{within}[]"), rows);
    }
    for variant in &schema.one_of {
        collect(variant, definitions, within, rows);
    }
    let members = schema.properties.iter().flat_map(|members| &members.0);
    let tag = members.clone().find_map(|(_, member)| word(member));
    for (name, member) in members {
        let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        let doc = member.description.clone().unwrap_or_default();
        let (types, meaning) = match (word(member), &tag) {
            (Some(word), _) => (format!("`{word}`"), format!("`{word}`: {doc}")),
            (None, Some(tag)) => (types(member, definitions), format!("Of `{tag}`: {doc}")),
            (None, None) => (types(member, definitions), doc),
        };
        match rows.iter_mut().find(|row| row.path == path) {
            Some(row) if word(member).is_some() => {
                row.types = format!("{}, {types}", row.types);
                row.meaning = format!("{} {meaning}", row.meaning);
            }
            Some(_) => {}
            None => rows.push(FieldRow { path: path.clone(), types, meaning }),
        }
        collect(member, definitions, &path, rows);
    }
}

/// The only text that may stand there, when there is only one.
fn word(schema: &Schema) -> Option<&str> {
    match &schema.constant {
        Some(Constant::Text(word)) => Some(word),
        Some(Constant::Null | Constant::Integer(_)) | None => None,
    }
}

/// The schema that is meant by one that refers to a definition, or allows `null` beside something else.
fn resolved<'a>(schema: &'a Schema, definitions: &'a Members) -> &'a Schema {
    let inner = schema.any_of.first().unwrap_or(schema);
    inner.refers_to().and_then(|name| definitions.get(name)).unwrap_or(inner)
}

/// The types of a value, in words.
fn types(schema: &Schema, definitions: &Members) -> String {
    if let [inner, null] = schema.any_of.as_slice() {
        return format!("{} or {}", types(inner, definitions), types(null, definitions));
    }
    let schema = resolved(schema, definitions);
    let constant = |constant: &Constant| match constant {
        Constant::Null => "`null`".to_owned(),
        Constant::Integer(number) => number.to_string(),
        Constant::Text(text) => format!("`{text}`"),
    };
    if let Some(only) = &schema.constant {
        return constant(only);
    }
    let words: Vec<String> = match schema.choices.as_slice() {
        [] => schema.types.0.iter().map(|kind| kind_name(*kind, schema, definitions)).collect(),
        choices => choices.iter().map(constant).collect(),
    };
    match words.as_slice() {
        [] => "object".to_owned(),
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        _ => words.concat(),
    }
}

fn kind_name(kind: JsonKind, schema: &Schema, definitions: &Members) -> String {
    match kind {
        JsonKind::Null => "`null`".to_owned(),
        JsonKind::Boolean => "boolean".to_owned(),
        JsonKind::Integer => "whole number".to_owned(),
        JsonKind::Number => "number".to_owned(),
        JsonKind::String => match schema.format {
            Some("date") => "day".to_owned(),
            Some("date-time") => "time".to_owned(),
            _ => "text".to_owned(),
        },
        JsonKind::Array => match schema.items.as_deref().map(|items| types(items, definitions)) {
            Some(items) => format!("list of {items}s"),
            None => "list".to_owned(),
        },
        JsonKind::Object => "object".to_owned(),
    }
}
