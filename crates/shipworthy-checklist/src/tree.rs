//! The tree of a TOML text: values with their places, and a mark on what the parser could not read. It knows nothing
//! of checklists.

use std::ops::Range;

/// A place in the text, in bytes.
pub(crate) type Span = Range<usize>;

/// A value of the text and its place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) shape: Shape,
}

/// The shape of a value, with what it holds.
#[derive(Debug)]
pub(crate) enum Shape {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
    /// A date without a time, as `YYYY-MM-DD`.
    Day(String),
    /// A time, with or without a date.
    AsOf,
    List(Vec<Node>),
    Table(Branch),
    /// A value that could not be read, and was reported already: whoever meets it passes by in silence.
    Broken,
}

/// The entries of a table, in the order of the text.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) entries: Vec<KeyValue>,
    /// Does a syntax error lie in the table, so that what is not here may well stand in the text?
    pub(crate) torn: bool,
}

/// A key of a table and its value.
#[derive(Debug)]
pub(crate) struct KeyValue {
    pub(crate) key: String,
    pub(crate) at: Span,
    pub(crate) value: Node,
}

impl Shape {
    /// The name of the shape in a message.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Whole(_) => "a whole number",
            Self::Number(_) => "a number with a fraction",
            Self::Flag(_) => "a boolean",
            Self::Day(_) => "a date",
            Self::AsOf => "a time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Broken => "broken",
        }
    }
}

impl Branch {
    /// The value of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}
