//! The walk through a document: which section, label and list item the reader stands in, and the items found so far.

use std::ops::Range;

use shipworthy_model::checklist::Priority;
use shipworthy_model::problem::LineIndex;

use crate::document::{Document, Role};
use crate::item::{Form, Item, Note, Sign, Style};
use crate::reading::leaf::{Leaf, Leaves};
use crate::reading::nesting::Nesting;
use crate::reading::running_text::{Line, RunningText};
use crate::reading::{aside, effort, expected, priority, view};
use crate::repair::Text;

/// Reads a document. Any text is one.
pub fn read(file: &str, text: Text) -> Document {
    let nesting = Nesting::of(&text.text);
    let view = view::view(&text.text, &nesting.nested);
    let reader = Reader::new(&text.text, nesting);
    let mut document = reader.read(Leaves::of(&view));
    file.clone_into(&mut document.file);
    document.text = text;
    document
}

/// Where the reader stands.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) lines: LineIndex<'a>,
    nesting: Nesting,
    pub(super) document: Document,
    /// The sections around, the innermost last.
    pub(super) sections: Vec<usize>,
    /// For each section, the item that its heading, or a heading around it, is.
    pub(super) tasks: Vec<Option<usize>>,
    /// The list items around, the innermost last.
    pub(super) entries: Vec<OpenEntry>,
    pub(super) label: Option<Label>,
    /// The item that was read last in a list, and the line on which it ends.
    pub(super) latest: Option<(usize, u32)>,
}

/// A list item that has begun.
#[derive(Debug, Default)]
pub(super) struct OpenEntry {
    pub(super) start: usize,
    /// Has its text been read?
    pub(super) begun: bool,
    /// The item that it is, or that it is nested below.
    pub(super) item: Option<usize>,
}

/// A label that what follows stands below.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) item: usize,
    pub(super) role: Option<Role>,
    pub(super) is_work: bool,
    /// Has a list followed? Then the next words end it.
    pub(super) listed: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, nesting: Nesting) -> Self {
        let document = Document { swallowed: nesting.swallowed.clone(), ..Document::default() };
        Self {
            text,
            lines: LineIndex::of(text),
            nesting,
            document,
            sections: Vec::new(),
            tasks: Vec::new(),
            entries: Vec::new(),
            label: None,
            latest: None,
        }
    }

    fn read<'v>(mut self, leaves: Leaves<'v>) -> Document {
        let mut leaves = leaves.peekable();
        while let Some(leaf) = leaves.next() {
            match leaf {
                Leaf::Open(start) => {
                    let item = self.entries.last().and_then(|entry| entry.item);
                    self.entries.push(OpenEntry { start, begun: false, item });
                }
                Leaf::Close => {
                    self.entries.pop();
                }
                Leaf::Words(run) => self.words(&run),
                Leaf::Heading { level, run, span } => self.heading(level, &run, span, leaves.peek()),
                Leaf::Fence { info, span, body } => self.fence(&info, &span, &body),
                Leaf::Table { header, rows } => self.table(&header, rows),
                Leaf::Rule => self.label = None,
            }
        }
        self.close_sections(0, self.text.len());
        self.document
    }

    fn words(&mut self, run: &RunningText<'_>) {
        match self.entries.last_mut() {
            Some(entry) if !entry.begun => {
                entry.begun = true;
                let start = entry.start;
                self.entry(run, start);
            }
            Some(entry) => {
                let owner = entry.item;
                self.continuation(run, owner);
            }
            None => self.paragraph(run),
        }
    }

    /// The section in which the reader stands.
    pub(super) fn section(&self) -> Option<usize> {
        self.sections.last().copied()
    }

    /// The item that the heading around is.
    pub(super) fn task(&self) -> Option<usize> {
        self.section().and_then(|section| self.tasks.get(section).copied().flatten())
    }

    /// The role of the list in which the reader stands: that of its label, or of its section.
    pub(super) fn role(&self) -> Role {
        let section = self.section().and_then(|section| self.document.sections.get(section));
        let role = section.map_or(Role::Tasks, |section| section.role);
        match self.label.as_ref().and_then(|label| label.role) {
            // A label about success does not turn the list of what must not be.
            Some(Role::Criteria) if matches!(role, Role::Go | Role::NoGo) => role,
            Some(label) => label,
            None => role,
        }
    }

    /// An item with what its words say, at the place where the reader stands.
    pub(super) fn draft(&self, form: Form, start: usize, run: &RunningText<'_>) -> Item {
        let text = run.text();
        let end = run.span().map_or(start, |span| span.end);
        let line = self.lines.line(start);
        let links =
            run.lines.iter().flat_map(|words| words.links(self.lines.line(words.start().unwrap_or(start))));
        let effort = effort::effort(&text).map(|(said, _)| ("effort".to_owned(), said));
        let asides = aside::asides(&text).into_iter().chain(effort);
        let notes: Vec<Note> = asides.map(|(key, value)| self.said(&key, &value, line)).collect();
        Item {
            line,
            span: start..self.lines.end(end).max(start),
            lead: run.lines.first().and_then(Line::lead).map(|(lead, _)| trim_colon(&lead)),
            expected: expected::expected(run),
            codes: run.codes(),
            links: links.collect(),
            priority: priority::of_item(&text).or_else(|| stated(&notes)),
            notes,
            text,
            form,
            section: self.section(),
            unwanted: self.role() == Role::NoGo,
            swallowed: self.nesting.is_shown(line),
            ..Item::default()
        }
    }

    /// Keeps an item that stands in a list or paragraph, below what the reader stands below.
    pub(super) fn keep(&mut self, mut item: Item) -> usize {
        let above = self.entries.len().checked_sub(2).and_then(|above| self.entries.get(above));
        item.parent = above.and_then(|entry| entry.item).or_else(|| self.task());
        item.label = self.label.as_ref().map(|label| label.item);
        self.push(item)
    }

    /// Keeps an item as it is.
    pub(super) fn push(&mut self, item: Item) -> usize {
        self.document.items.push(item);
        self.document.items.len() - 1
    }

    /// A relative link in words that are no item is a statement of its own.
    pub(super) fn links(&mut self, run: &RunningText<'_>) {
        for line in &run.lines {
            for anchor in line.links.iter().filter(|anchor| is_relative(&anchor.target)) {
                let from = line.pieces.partition_point(|piece| piece.span.start < anchor.span.start);
                let behind = line.pieces.get(from..).unwrap_or_default();
                let pieces =
                    behind.iter().take_while(|piece| piece.span.end <= anchor.span.end).cloned().collect();
                let words = RunningText { lines: vec![Line { pieces, links: vec![anchor.clone()] }] };
                let mut item = self.draft(Form::Link, anchor.span.start, &words);
                item.span = anchor.span.clone();
                self.keep(item);
            }
        }
    }
}

/// How a mark is written, when it is.
pub(super) fn written(span: Option<Range<usize>>, style: Style) -> Option<Sign> {
    span.map(|span| Sign { span, style })
}

fn stated(notes: &[Note]) -> Option<Priority> {
    notes.iter().filter(|note| note.key == "priority").find_map(|note| priority::of_value(&note.value))
}

fn trim_colon(lead: &str) -> String {
    lead.trim_end_matches([':', ' ']).to_owned()
}

/// Does a link lead to a file beside the document, or into the document itself?
fn is_relative(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        scheme.len() > 1 && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
    });
    !target.is_empty() && !has_scheme && !target.starts_with("//")
}
