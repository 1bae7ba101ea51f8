//! The gates that stand in `readiness.toml` already, and where.

use std::fmt;
use std::ops::Range;

use shipworthy_model::checklist::Check;
use shipworthy_model::params::{Params, Value};
use toml_edit::{Document, Item, Table, TableLike, TomlError};

/// What stands in the file.
#[derive(Debug, Default)]
pub(super) struct ExistingChecklist {
    pub(super) phases: Vec<ExistingPhase>,
    pub(super) gates: Vec<ExistingGate>,
    /// Where a new phase is put.
    pub(super) end: usize,
}

#[derive(Debug, Default)]
pub(super) struct ExistingPhase {
    pub(super) id: String,
    pub(super) title: String,
    /// Where a new gate of it is put.
    pub(super) end: usize,
}

#[derive(Debug)]
pub(super) struct ExistingGate {
    pub(super) id: String,
    pub(super) phase: usize,
    pub(super) title: String,
    pub(super) priority: String,
    pub(super) why: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) effort: Option<String>,
    pub(super) source: Option<Source>,
    pub(super) check: Check,
}

/// `source = "docs/plan.md:37"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) file: String,
    pub(super) line: u32,
    /// The string, with its quotes.
    pub(super) span: Range<usize>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Why nothing can be added to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportRefusal {
    /// It is not TOML.
    Syntax(String),
    /// Its phases or gates are written as a list in brackets, or as one table.
    NotHeaders(&'static str),
}

impl From<TomlError> for ImportRefusal {
    fn from(error: TomlError) -> Self {
        Self::Syntax(error.message().to_owned())
    }
}

impl fmt::Display for ImportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(why) => write!(f, "it is not TOML: {why}"),
            Self::NotHeaders(header) => {
                write!(
                    f,
                    "it writes `{header}` in another way than `[[{header}]]`, and only behind such a table can another be added; \
                     write each `{header}` as a table of its own"
                )
            }
        }
    }
}

impl ExistingChecklist {
    /// Is there no phase yet?
    pub(super) fn is_new(&self) -> bool {
        self.phases.is_empty()
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// When nothing could be added to it.
    pub(super) fn read(text: &str) -> Result<Self, ImportRefusal> {
        let document = Document::parse(text)?;
        let mut standing = Self { end: text.len(), ..Self::default() };
        for phase in tables(document.as_table(), "phase", "phase")? {
            let at = standing.phases.len();
            let string = |name: &str| string(phase, name).unwrap_or_default();
            let end = line_after(text, last(phase));
            standing.phases.push(ExistingPhase { id: string("id"), title: string("title"), end });
            for table in tables(phase, "gate", "phase.gate")? {
                standing.gates.push(gate(table, at));
            }
        }
        if let Some(phase) = standing.phases.last() {
            standing.end = phase.end;
        }
        Ok(standing)
    }
}

fn tables<'t>(
    table: &'t Table,
    name: &str,
    header: &'static str,
) -> Result<impl Iterator<Item = &'t Table>, ImportRefusal> {
    let tables = match table.get(name) {
        None => None,
        Some(item) => Some(item.as_array_of_tables().ok_or(ImportRefusal::NotHeaders(header))?),
    };
    Ok(tables.into_iter().flatten())
}

fn string(table: &dyn TableLike, name: &str) -> Option<String> {
    table.get(name)?.as_str().map(str::to_owned)
}

fn gate(table: &Table, phase: usize) -> ExistingGate {
    let text = |name: &str| string(table, name);
    let check = table.get("check").and_then(Item::as_table_like);
    let given = check.into_iter().flat_map(|check| check.iter()).filter(|(name, _)| *name != "kind");
    let params = given.filter_map(|(name, item)| Some((name.to_owned(), value(item)?))).collect();
    ExistingGate {
        id: text("id").unwrap_or_default(),
        phase,
        title: text("title").unwrap_or_default(),
        priority: text("priority").unwrap_or_default(),
        why: text("why"),
        owner: text("owner"),
        effort: text("effort"),
        source: table.get("source").and_then(source),
        check: Check {
            kind: check.and_then(|check| string(check, "kind")).unwrap_or_default(),
            params: Params(params),
        },
    }
}

fn source(item: &Item) -> Option<Source> {
    let (file, line) = item.as_str()?.rsplit_once(':')?;
    Some(Source { file: file.to_owned(), line: line.parse().ok()?, span: item.span()? })
}

/// A value of the model; nothing for what no parameter can be.
fn value(item: &Item) -> Option<Value> {
    match item {
        Item::Value(value) => of_value(value),
        Item::Table(table) => Some(Value::Table(of_table(table.iter()))),
        Item::ArrayOfTables(tables) => {
            Some(Value::List(tables.iter().map(|table| Value::Table(of_table(table.iter()))).collect()))
        }
        Item::None => None,
    }
}

fn of_table<'t>(pairs: impl Iterator<Item = (&'t str, &'t Item)>) -> Params {
    Params(pairs.filter_map(|(name, item)| Some((name.to_owned(), value(item)?))).collect())
}

fn of_value(value: &toml_edit::Value) -> Option<Value> {
    Some(match value {
        toml_edit::Value::String(text) => Value::Text(text.value().clone()),
        toml_edit::Value::Integer(number) => Value::Integer(*number.value()),
        toml_edit::Value::Float(number) => Value::Number(*number.value()),
        toml_edit::Value::Boolean(flag) => Value::Flag(*flag.value()),
        toml_edit::Value::Datetime(_) => return None,
        toml_edit::Value::Array(list) => Value::List(list.iter().filter_map(of_value).collect()),
        toml_edit::Value::InlineTable(table) => {
            let pairs = table.iter().filter_map(|(name, value)| Some((name.to_owned(), of_value(value)?)));
            Value::Table(Params(pairs.collect()))
        }
    })
}

/// The end of the last thing written in a table, its header and all tables below it included.
fn last(table: &Table) -> usize {
    let header = table.span().map_or(0, |span| span.end);
    table.iter().map(|(_, item)| last_of(item)).fold(header, usize::max)
}

fn last_of(item: &Item) -> usize {
    match item {
        Item::None => 0,
        Item::Value(value) => value.span().map_or(0, |span| span.end),
        Item::Table(table) => last(table),
        Item::ArrayOfTables(tables) => tables.iter().map(last).fold(0, usize::max),
    }
}

/// The beginning of the line after this place; the end of the text when it is the last one.
fn line_after(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1)
}
