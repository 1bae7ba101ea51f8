//! Tables. A row with a status is an item, whose mark is the cell that says it.

use shipworthy_model::claim::Mark;

use crate::document::{Cell, Role, Row, Table};
use crate::item::{Form, Note, Style};
use crate::reading::leaf;
use crate::reading::reader::{Reader, written};
use crate::reading::running_text::{Line, RunningText};
use crate::reading::{sign, tick};

impl Reader<'_> {
    pub(super) fn table(&mut self, header: &[RunningText<'_>], rows: Vec<leaf::TableRow<'_>>) {
        let titles: Vec<String> = header.iter().map(RunningText::text).collect();
        let column = if self.role() == Role::Prose { None } else { status_column(&titles, &rows) };
        let mut table =
            Table { header: titles, rows: Vec::with_capacity(rows.len()), section: self.section() };
        for row in rows {
            let line = self.lines.line(row.start);
            let mut cells = Vec::with_capacity(row.cells.len());
            for (span, run) in &row.cells {
                let text = run.text().replace("\\|", "|");
                cells.push(Cell { text, span: self.trimmed(span.clone()) });
            }
            if let Some(status) = column {
                self.status_row(&table.header, &row, &cells, status);
            } else {
                for (_, run) in &row.cells {
                    self.links(run);
                }
            }
            table.rows.push(Row { line, cells });
        }
        self.document.tables.push(table);
    }

    fn status_row(&mut self, header: &[String], row: &leaf::TableRow<'_>, cells: &[Cell], status: usize) {
        let (Some(cell), Some((named, subject))) = (
            cells.get(status),
            row.cells.iter().enumerate().find(|(at, (_, run))| *at != status && !is_count(&run.text())),
        ) else {
            return;
        };
        let mark = if cell.text.is_empty() { Mark::Open } else { sign::status(&cell.text) };
        if mark == Mark::None || subject.1.text().is_empty() {
            return;
        }
        let mut item =
            self.draft(Form::StatusRow, cells.first().map_or(row.start, |cell| cell.span.start), &subject.1);
        item.mark = mark;
        item.sign = written(Some(cell.span.clone()).filter(|span| !span.is_empty()), Style::Cell);
        item.span.end = cells.last().map_or(item.span.end, |cell| cell.span.end);
        for (at, (_, run)) in row.cells.iter().enumerate().filter(|(at, _)| *at != named) {
            let value = run.text();
            if !value.is_empty() {
                let key = header.get(at).map(|title| title.to_lowercase()).unwrap_or_default();
                item.notes.push(Note { key, value, codes: run.codes(), line: item.line });
            }
        }
        self.keep(item);
    }

    /// A span without the blanks around, and without the `|` that a parser may count to it.
    fn trimmed(&self, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let start = span.start + (written.len() - written.trim_start().len());
        start..(start + written.trim().len())
    }
}

/// The column that tells how far each row is: by its name, or because its cells are marks. Where several hold marks and
/// none is named, the table compares things.
fn status_column(header: &[String], rows: &[leaf::TableRow<'_>]) -> Option<usize> {
    let share = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column)).map(|(_, run)| run.text());
        let marks = cells.filter(|cell| sign::status(cell) != Mark::None).count();
        2 * marks >= rows.len() && marks > 0
    };
    let named: Vec<usize> = (0..header.len()).filter(|column| is_status(header, *column)).collect();
    if let Some(column) = named.iter().find(|column| share(**column)).or(named.first()) {
        return Some(*column);
    }
    let mut marked = (0..header.len()).filter(|column| share(*column) && has_sign(rows, *column));
    let column = marked.next()?;
    marked.next().is_none().then_some(column)
}

fn is_status(header: &[String], column: usize) -> bool {
    const NAMES: [&str; 14] = [
        "status",
        "state",
        "done",
        "done?",
        "progress",
        "complete",
        "completed",
        "ready",
        "готовность",
        "статус",
        "состояние",
        "état",
        "estado",
        "✅",
    ];
    header.get(column).is_some_and(|title| NAMES.contains(&title.to_lowercase().as_str()))
}

fn has_sign(rows: &[leaf::TableRow<'_>], column: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.cells.get(column));
    cells.flat_map(|(_, run)| run.lines.first()).any(|line: &Line<'_>| {
        let text = line.text();
        !text.is_ascii() || tick::tick(&text).is_some()
    })
}

/// Is a cell only a number, as in the first column of a counted table?
fn is_count(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_digit() || char == '.' || char == '#')
}
