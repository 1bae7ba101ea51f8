//! The figures of a whole document, in the order of the text.

use std::collections::HashMap;

use crate::document::{Document, Fence};

use super::line::{Place, Reading, readings};
use super::scope::{Scope, Scopes};
use super::statement::{Figure, Role, Value};

/// Every number that a document states about itself. Numbers in code are none, but for a drawn dashboard.
pub fn figures(document: &Document) -> Vec<Figure> {
    let scopes = Scopes::of(document);
    Pages::of(document).lines().flat_map(|line| line.figures(document, &scopes)).collect()
}

/// A document as lines, with what each of them is.
struct Pages<'a> {
    document: &'a Document,
    /// For the first line of a fenced block: the line behind its last, and whether it is a dashboard.
    fenced: HashMap<u32, (u32, bool)>,
    /// For a line of a table: which one, and the row.
    rows: HashMap<u32, (usize, usize)>,
}

struct PageLine<'a> {
    text: &'a str,
    start: usize,
    number: u32,
    section: Option<usize>,
    row: Option<(usize, usize)>,
}

impl<'a> Pages<'a> {
    fn of(document: &'a Document) -> Self {
        let fenced = document
            .fences
            .iter()
            .map(|fence| {
                let lines = u32::try_from(fence.body.lines().count()).unwrap_or(u32::MAX);
                (fence.first, (fence.first.saturating_add(lines), is_dashboard(fence)))
            })
            .collect();
        let rows = document.tables.iter().enumerate().flat_map(|(table, rows)| {
            rows.rows.iter().enumerate().map(move |(row, found)| (found.line, (table, row)))
        });
        Self { document, fenced, rows: rows.collect() }
    }

    fn lines(&self) -> impl Iterator<Item = PageLine<'a>> {
        let (mut start, mut number, mut section, mut code_until) = (0, 0, None, 0);
        let text = &self.document.text.text;
        text.split_inclusive('\n').filter_map(move |whole| {
            let at = start;
            start += whole.len();
            number += 1;
            let next = section.map_or(0, |index: usize| index + 1);
            if self.document.sections.get(next).is_some_and(|heading| heading.line <= number) {
                section = Some(next);
            }
            match self.fenced.get(&number) {
                Some((end, false)) => code_until = code_until.max(*end),
                Some((_, true)) | None => {}
            }
            let row = self.rows.get(&number).copied();
            let text = whole.trim_end_matches(['\n', '\r']);
            (number >= code_until).then_some(PageLine { text, start: at, number, section, row })
        })
    }
}

/// A block without a language that draws progress bars.
fn is_dashboard(fence: &Fence) -> bool {
    matches!(fence.language.as_str(), "" | "text" | "txt")
        && fence.body.lines().any(|line| {
            readings(line, 0, Place::Text).iter().any(|reading| matches!(reading.value, Value::Bar(_)))
        })
}

impl PageLine<'_> {
    fn figures(&self, document: &Document, scopes: &Scopes) -> Vec<Figure> {
        let mut found = Vec::new();
        match self.row.and_then(|(table, row)| Some((document.tables.get(table)?, row))) {
            Some((table, row)) => {
                let cells = table.rows.get(row).map(|row| row.cells.as_slice()).unwrap_or_default();
                let subject = cells.first().map_or("", |cell| cell.text.as_str());
                for (cell, head) in
                    cells.iter().zip(table.header.iter().chain(std::iter::repeat(&String::new()))).skip(1)
                {
                    let text = document.text.text.get(cell.span.clone()).unwrap_or("");
                    found.extend(readings(text, cell.span.start, Place::Cell(subject, head)));
                }
            }
            None => {
                let place = if self.is_heading(document) { Place::Heading } else { Place::Text };
                let (text, start) = self.content();
                found.extend(readings(text, start, place));
            }
        }
        let whole = found.iter().find_map(|reading| match (&reading.value, reading.role) {
            (Value::Ratio { whole, .. }, Role::Completion) => Some(*whole),
            _ => None,
        });
        found.into_iter().map(|reading| self.figure(reading, whole, document, scopes)).collect()
    }

    /// The line without the signs before its first word: a list marker, a number, `#`.
    fn content(&self) -> (&str, usize) {
        let text = self.text.trim_start_matches([' ', '\t', '>', '+']);
        let heading = text.starts_with('#');
        let text = text.trim_start_matches('#').trim_start();
        let text = text.strip_prefix("- ").unwrap_or(text);
        let number =
            text.bytes().take_while(|byte| byte.is_ascii_digit() || heading && *byte == b'.').count();
        let rest = &text[number..];
        let marker = usize::from(rest.starts_with(['.', ')']));
        let numbered = number > 0 && (marker == 1 || heading) && rest[marker..].starts_with(' ');
        let text = if numbered { &rest[marker..] } else { text };
        (text, self.start + self.text.len() - text.len())
    }

    fn is_heading(&self, document: &Document) -> bool {
        self.section
            .and_then(|index| document.sections.get(index))
            .is_some_and(|section| section.line == self.number)
    }

    fn figure(&self, reading: Reading, whole: Option<u64>, document: &Document, scopes: &Scopes) -> Figure {
        let scope = match reading.role {
            Role::Completion => self.scope(&reading, whole, document, scopes),
            Role::Measured | Role::Limit(_) | Role::Date | Role::Version => None,
        };
        Figure {
            span: reading.span,
            line: self.number,
            section: self.section,
            value: reading.value,
            role: reading.role,
            stated: reading.stated,
            metric: reading.metric,
            scope,
        }
    }

    fn scope(
        &self,
        reading: &Reading,
        whole: Option<u64>,
        document: &Document,
        scopes: &Scopes,
    ) -> Option<Scope> {
        let section = self.section.and_then(|index| Some((index, document.sections.get(index)?)));
        let own = section.filter(|(index, _)| scopes.boxes(Scope::Section(*index)).all > 0);
        let title = section.is_some_and(|(index, section)| section.level == 1 && index == 0);
        if self.is_heading(document) {
            let all = reading.total || title;
            return if all { Some(Scope::Document) } else { own.map(|(index, _)| Scope::Section(index)) };
        }
        if reading.total && reading.bare {
            return Some(Scope::Document);
        }
        if let Some(named) = scopes.named(&reading.label, whole) {
            return Some(Scope::Section(named));
        }
        let of_title = scopes.in_title(document, &reading.label);
        match own {
            _ if reading.total => Some(Scope::Document),
            Some((index, _)) if reading.bare && !title => Some(Scope::Section(index)),
            _ if reading.bare || of_title => Some(Scope::Document),
            _ => None,
        }
    }
}
