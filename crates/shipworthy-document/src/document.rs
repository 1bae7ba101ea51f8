//! A document as read: its sections, items, fenced blocks and tables, in the order of the text.

use std::ops::Range;

use shipworthy_model::checklist::Priority;
use shipworthy_model::claim::Mark;

use crate::item::{Item, Note};
use crate::repair::Text;

/// A Markdown document as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The path of the document, relative to the root, with `/`.
    pub file: String,
    /// The text of the document, mended.
    pub text: Text,
    /// The headings of the document, with what stands below them.
    pub sections: Vec<Section>,
    /// The statements of the document.
    pub items: Vec<Item>,
    /// The fenced blocks of the document, as they were meant.
    pub fences: Vec<Fence>,
    /// The tables of the document.
    pub tables: Vec<Table>,
    /// Fences that end too early for a Markdown reader.
    pub swallowed: Vec<Swallowed>,
}

/// A heading and what stands below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// The level of the heading, 1 to 6.
    pub level: u8,
    /// The words of the heading: no `#`, no number, no emoji, no percentage, no markup.
    pub title: String,
    /// The heading as written, without `#`.
    pub heading: String,
    /// The number of the heading (`1.2`, `7`), without the last dot.
    pub number: Option<String>,
    /// The line of the heading, from 1.
    pub line: u32,
    /// From the heading to the end of what belongs to it, the sections below it included.
    pub span: Range<usize>,
    /// The section that this one stands in.
    pub parent: Option<usize>,
    /// A mark in the heading.
    pub mark: Mark,
    /// What sort of list it heads.
    pub role: Role,
    /// The priority that its words give (`P0`, `critical`, `must have`), or that of the section around it.
    pub priority: Option<Priority>,
    /// Lines such as `**Effort**: 2h` directly below it.
    pub notes: Vec<Note>,
}

/// What sort of list a heading heads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// Work to do, or done.
    #[default]
    Tasks,
    /// What must be so in the end: success criteria, definition of done, quality gate.
    Criteria,
    /// What must be so to go.
    Go,
    /// What must not be so: a tick here is bad news.
    NoGo,
    /// Carried along as text: risks, timeline, contacts, resources, references.
    Prose,
}

/// A fenced block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fence {
    /// The first word behind the fence, in lower case; empty when there is none.
    pub language: String,
    /// The line of the opening fence, from 1.
    pub line: u32,
    /// What stands between the fences, without the indentation of the fence.
    pub body: String,
    /// The line of the first line of the body.
    pub first: u32,
    /// The section it stands in.
    pub section: Option<usize>,
}

/// A table of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The words of the header cells.
    pub header: Vec<String>,
    /// The rows below.
    pub rows: Vec<Row>,
    /// The section it stands in.
    pub section: Option<usize>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the row, from 1.
    pub line: u32,
    /// The cells of the row.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The words of the cell, without markup.
    pub text: String,
    /// The content of the cell as written, without the blanks around.
    pub span: Range<usize>,
}

/// A fence that a Markdown reader closes too early, because another one is nested in it with as many marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swallowed {
    /// The line of the fence that was meant to go on.
    pub line: u32,
    /// The line of the nested fence that ends it.
    pub closed: u32,
    /// How many task items a Markdown reader shows as code because of it.
    pub items: u32,
}
