//! A number of things announced before a list or a table of them, and not as many in it.

use crate::figure::{Figure, FigureRole, FigureValue, PageLine, Pages, Stated, Unit, root};

use super::compared_document::ComparedDocument;
use super::ledger::{DocumentLine, Ledger};

/// What is counted one by one in a list.
const LISTED: [&str; 30] = [
    "adrs",
    "benchmarks",
    "checks",
    "commands",
    "components",
    "crates",
    "criteria",
    "documents",
    "endpoints",
    "files",
    "fixes",
    "gaps",
    "gates",
    "indexes",
    "issues",
    "items",
    "metrics",
    "modules",
    "packages",
    "phases",
    "requirements",
    "risks",
    "scripts",
    "steps",
    "tables",
    "tasks",
    "tests",
    "tools",
    "workflows",
    "services",
];
/// What may stand behind the things: `4 documents created:`
const BEHIND: [&str; 6] = ["created", "listed", "below", "following", "remaining", "added"];

pub(super) fn find(compared: &ComparedDocument<'_>, ledger: &mut Ledger<'_>) {
    let pages = Pages::of(compared.document);
    let mut announced: Option<Announced<'_>> = None;
    for line in pages.lines() {
        if let Some(open) = &mut announced
            && !open.takes(&line)
        {
            tell(compared, open, ledger);
            announced = None;
        }
        if announced.is_none() || announced.as_ref().is_some_and(|open| open.count == 0) {
            announced = announcement(compared, &line).or(announced);
        }
    }
    if let Some(open) = &announced {
        tell(compared, open, ledger);
    }
}

/// An announcement, and what was counted below it so far.
struct Announced<'a> {
    figure: &'a Figure,
    count: u64,
    first: u32,
    /// How far the first entry is indented. Deeper lines belong to an entry.
    indent: Option<usize>,
    own_indent: usize,
    table: bool,
    /// Does it say that the things follow?
    points: bool,
    last: u32,
}

impl Announced<'_> {
    /// Does an entry begin with one name: code, a path, a link, bold words?
    fn names_one(&self, text: &str) -> bool {
        let entry =
            text.trim_start_matches(|marker: char| marker.is_ascii_digit() || " -*+.)".contains(marker));
        let entry = if text.contains("**") { text.trim_start_matches("- ") } else { entry };
        let named = entry.starts_with(['`', '[']) || entry.starts_with("**");
        let first = entry.split_whitespace().next().unwrap_or("");
        let path = first.contains('.') && !first.ends_with('.');
        let head = entry.split(" - ").next().unwrap_or("");
        (named || path) && !head.contains(',')
    }

    /// Does the line still belong to the list? Counts it when it is an entry.
    fn takes(&mut self, line: &PageLine<'_>) -> bool {
        let text = line.text.trim_start();
        let indent = line.text.len() - text.len();
        // Code between is left out of the lines: what follows it may be another list.
        let gap = line.number > self.last + 1;
        self.last = line.number;
        if gap || text.starts_with('#') {
            return false;
        }
        if text.is_empty() {
            return !self.table;
        }
        if text.starts_with('|') {
            self.table = self.table || self.count == 0 && self.points;
            if self.table && line.row.is_some() {
                self.count += 1;
                self.first = if self.count == 1 { line.number } else { self.first };
            }
            return self.table;
        }
        let entry = is_entry(text);
        // `a.md, b.md` on one line, or `a.md through f.md`: the lines are not the things.
        if entry && (!self.names_one(text) || text.contains("through")) {
            self.count = 0;
            return false;
        }
        match self.indent {
            None if entry && indent >= self.own_indent && !self.table => {
                self.indent = Some(indent);
                self.count = 1;
                self.first = line.number;
                true
            }
            None => false,
            Some(first) if indent > first => true,
            Some(first) if entry && indent == first => {
                self.count += 1;
                true
            }
            Some(_) => false,
        }
    }
}

fn is_entry(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    ["- ", "* ", "+ "].iter().any(|marker| text.starts_with(marker))
        || digits > 0 && (text[digits..].starts_with(". ") || text[digits..].starts_with(") "))
}

fn announcement<'a>(compared: &'a ComparedDocument<'_>, line: &PageLine<'_>) -> Option<Announced<'a>> {
    let text = line.text.trim_end().trim_end_matches('*');
    if !text.ends_with(':') || line.row.is_some() {
        return None;
    }
    let from = compared.figures.partition_point(|figure| figure.line < line.number);
    let mut on_line = compared.figures[from..].iter().take_while(|figure| figure.line == line.number);
    let (figure, more) = (on_line.next()?, on_line.next());
    let FigureValue::Amount { quantity, .. } = &figure.value else { return None };
    let exact = quantity.unit == Unit::Things && !quantity.or_more && !quantity.about;
    if more.is_some() || !exact || figure.role != FigureRole::Measured || figure.stated != Stated::Now {
        return None;
    }
    // The things are the last words before the colon: `fails 3 tests when loaded:` announces no list of tests.
    let behind = compared.document.text.text.get(figure.span.end..line.start + text.len())?;
    let behind: Vec<&str> = behind.trim_matches([' ', ':', ')', '*']).split_whitespace().collect();
    let things = behind.iter().rposition(|word| !BEHIND.contains(&word.to_lowercase().as_str()))?;
    let listed = behind.get(things).map(|word| root(&word.to_lowercase()));
    let known = listed.is_some_and(|word| LISTED.iter().any(|thing| root(thing) == word));
    // Below an entry, its list is indented more than it.
    let trimmed = line.text.trim_start();
    let own_indent = line.text.len() - trimmed.len() + usize::from(is_entry(trimmed));
    // Before a table it has to be said that the things are in it.
    let lower = text.to_lowercase();
    let each = lower.contains("each") || lower.contains("every");
    (known && behind.len() <= 4 && !each).then_some(Announced {
        figure,
        count: 0,
        first: line.number,
        indent: None,
        own_indent,
        table: false,
        points: ["following", "these", "below", "all "].iter().any(|word| lower.contains(word)),
        last: line.number,
    })
}

fn tell(compared: &ComparedDocument<'_>, open: &Announced<'_>, ledger: &mut Ledger<'_>) {
    let FigureValue::Amount { quantity, .. } = &open.figure.value else { return };
    let counted = u32::try_from(open.count).map_or(f64::MAX, f64::from);
    if open.count == 0 || (quantity.value - counted).abs() < 0.5 {
        return;
    }
    let announced = format!("{} {}", compared.written(open.figure), open.figure.metric);
    ledger.both(
        DocumentLine { document: compared.index, line: open.figure.line },
        DocumentLine { document: compared.index, line: open.first },
        format!("{announced} are announced, and {} follow", open.count),
        format!("{} stand here, and {announced} are announced", open.count),
    );
}
