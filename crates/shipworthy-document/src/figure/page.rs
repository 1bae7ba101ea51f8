//! A document line by line, without the lines of its code. A dashboard drawn in a block is no code.

use std::collections::HashMap;

use crate::document::{Document, Fence};

use super::line::{LineContext, readings};
use super::statement::FigureValue;

/// A document as lines, with what each of them is.
pub(crate) struct Pages<'a> {
    document: &'a Document,
    /// For the first line of a fenced block: the line behind its last, and whether it is a dashboard.
    fenced: HashMap<u32, (u32, bool)>,
    /// For a line of a table: which one, and the row.
    rows: HashMap<u32, (usize, usize)>,
}

pub(crate) struct PageLine<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) number: u32,
    pub(crate) section: Option<usize>,
    pub(crate) row: Option<(usize, usize)>,
}

impl<'a> Pages<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
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

    pub(crate) fn lines(&self) -> impl Iterator<Item = PageLine<'a>> {
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
            if let Some((end, false)) = self.fenced.get(&number) {
                code_until = code_until.max(*end);
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
            readings(line, 0, LineContext::Text)
                .iter()
                .any(|reading| matches!(reading.value, FigureValue::Bar(_)))
        })
}

impl PageLine<'_> {
    /// The line without the signs before its first word: a list marker, a number, `#`.
    pub(crate) fn content(&self) -> (&str, usize) {
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

    pub(crate) fn is_heading(&self, document: &Document) -> bool {
        self.section
            .and_then(|index| document.sections.get(index))
            .is_some_and(|section| section.line == self.number)
    }
}
