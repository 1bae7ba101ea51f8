//! The figures of a whole document, in the order of the text.

use crate::document::Document;

use super::line::{LineContext, LineFigure, readings};
use super::page::{PageLine, Pages};
use super::scope::{FigureScope, Scopes};
use super::statement::{Figure, FigureRole, FigureValue};

/// Every number that a document states about itself. Numbers in code are none, but for a drawn dashboard.
pub fn figures(document: &Document) -> Vec<Figure> {
    let scopes = Scopes::of(document);
    Pages::of(document).lines().flat_map(|line| line.figures(document, &scopes)).collect()
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
                    found.extend(readings(text, cell.span.start, LineContext::Cell(subject, head)));
                }
            }
            None => {
                let place = if self.is_heading(document) { LineContext::Heading } else { LineContext::Text };
                let (text, start) = self.content();
                found.extend(readings(text, start, place));
            }
        }
        let whole = found.iter().find_map(|reading| match (&reading.value, reading.role) {
            (FigureValue::Ratio { whole, .. }, FigureRole::Completion) => Some(*whole),
            _ => None,
        });
        found.into_iter().map(|reading| self.figure(reading, whole, document, scopes)).collect()
    }

    fn figure(
        &self,
        reading: LineFigure,
        whole: Option<u64>,
        document: &Document,
        scopes: &Scopes,
    ) -> Figure {
        let scope = match reading.role {
            FigureRole::Completion => self.scope(&reading, whole, document, scopes),
            FigureRole::Measured | FigureRole::Limit(_) | FigureRole::Date | FigureRole::Version => None,
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
        reading: &LineFigure,
        whole: Option<u64>,
        document: &Document,
        scopes: &Scopes,
    ) -> Option<FigureScope> {
        let section = self.section.and_then(|index| Some((index, document.sections.get(index)?)));
        let own = section.filter(|(index, _)| scopes.boxes(FigureScope::Section(*index)).all > 0);
        let title = section.is_some_and(|(index, section)| section.level == 1 && index == 0);
        if self.is_heading(document) {
            let all = reading.total || title;
            return if all {
                Some(FigureScope::Document)
            } else {
                own.map(|(index, _)| FigureScope::Section(index))
            };
        }
        if reading.total && reading.bare {
            return Some(FigureScope::Document);
        }
        if let Some(named) = scopes.named(&reading.label, whole) {
            let title = document.sections.get(named).is_some_and(|section| section.level == 1 && named == 0);
            return Some(if title { FigureScope::Document } else { FigureScope::Section(named) });
        }
        let of_title = scopes.in_title(document, &reading.label);
        match own {
            _ if reading.total => Some(FigureScope::Document),
            Some((index, _)) if reading.bare && !title => Some(FigureScope::Section(index)),
            // A status below a heading that names a part speaks for that part, which has no boxes.
            _ if (reading.bare || of_title) && scopes.speaks_for_all(self.section) => {
                Some(FigureScope::Document)
            }
            _ => None,
        }
    }
}
