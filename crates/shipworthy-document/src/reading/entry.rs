//! List items: with a box, with an emoji or a word for one, or with nothing at all.

use shipworthy_model::claim::Mark;

use crate::document::Role;
use crate::item::{Form, Style};
use crate::reading::paragraph::is_gate;
use crate::reading::reader::{Reader, written};
use crate::reading::running_text::{Line, RunningText};
use crate::reading::tick::{Tick, marker, tick};
use crate::reading::title::{self, Title};
use crate::reading::{priority, role, sign};

impl Reader<'_> {
    /// The text of a list item.
    pub(super) fn entry(&mut self, run: &RunningText<'_>, start: usize) {
        if let Some(label) = &mut self.label {
            label.listed = true;
        }
        let (own, others) = self.split(&run.lines);
        if let Some((first, rest)) = own.split_first() {
            let item = match self.boxed(first) {
                Some(tick) => Some(self.tick(start, first, rest, &tick)),
                None => self.unboxed(start, first, rest),
            };
            if let Some((item, entry)) = item.zip(self.entries.last_mut()) {
                entry.item = Some(item);
                let end = self.document.items.get(item).map_or(0, |item| self.lines.line(item.span.end));
                self.latest = Some((item, end));
            }
        }
        self.listed_items(others);
    }

    /// Items that Markdown takes for more words of a paragraph, since a list cannot begin there: `2. [ ] ...`.
    pub(super) fn listed_items(&mut self, mut lines: &[Line<'_>]) {
        while let Some((first, rest)) = lines.split_first() {
            let (own, others) = self.split(rest);
            if let Some((start, tick)) = self.listed(first) {
                self.tick(start, first, own, &tick);
            }
            lines = others;
        }
    }

    /// The lines before the first that is such an item, and the others.
    pub(super) fn split<'l, 'r>(&self, lines: &'l [Line<'r>]) -> (&'l [Line<'r>], &'l [Line<'r>]) {
        let own = lines.iter().position(|line| self.listed(line).is_some()).unwrap_or(lines.len());
        lines.split_at(own)
    }

    /// A list marker with a box at the start of a line.
    fn listed(&self, line: &Line<'_>) -> Option<(usize, Tick)> {
        let start = line.start()?;
        let words = start + marker(self.text.get(start..line.end()?)?)?;
        Some((start, self.tick_at(words, line.end()?)?))
    }

    /// The box that opens a line, in offsets of the text.
    pub(super) fn boxed(&self, line: &Line<'_>) -> Option<Tick> {
        self.tick_at(line.start()?, line.end()?)
    }

    fn tick_at(&self, start: usize, end: usize) -> Option<Tick> {
        let tick = tick(self.text.get(start..end)?)?;
        let sign = tick.sign.map(|sign| start + sign.start..start + sign.end);
        Some(Tick { sign, after: start + tick.after, ..tick })
    }

    /// An item with a box.
    pub(super) fn tick(&mut self, start: usize, first: &Line<'_>, rest: &[Line<'_>], tick: &Tick) -> usize {
        let item = self.item(Form::Box, start, first.clone().from(tick.after), rest);
        if let Some(item) = self.document.items.get_mut(item) {
            item.mark = tick.mark;
            item.sign = written(tick.sign.clone(), Style::Box);
        }
        item
    }

    /// A list item without a box: one with another mark, a figure, something said of the item above, or a bare
    /// statement that its heading or label makes a task or a criterion.
    fn unboxed(&mut self, start: usize, first: &Line<'_>, rest: &[Line<'_>]) -> Option<usize> {
        let around = self.entries.iter().rev().nth(1).and_then(|entry| entry.item);
        let said = match title::title(first) {
            Some(Title::Said(key, value)) => Some((key, value)),
            _ => None,
        };
        // `**✅ Created**: a.md` says that it was done, and is no remark about something else.
        let claimed = |key: &str| role::is_made(key) || key.to_lowercase().ends_with("updated");
        let done = sign::leading(first).is_some_and(|sign| sign.mark == Mark::Done);
        let noted = |key: &str| title::is_known(key) && !(done && claimed(key));
        if let Some((key, value)) = said.as_ref().filter(|(key, _)| noted(key)) {
            for note in title::notes(first, key, value, self.lines.line(start)) {
                match around {
                    Some(item) => self.note_of(item, note),
                    None => self.note(note),
                }
            }
            self.links(&RunningText { lines: vec![first.clone()] });
            return None;
        }
        if self.role() != Role::Prose {
            if self.is_label(first) {
                return Some(self.item(Form::Label, start, first.clone(), rest));
            }
            if let Some(item) = self.signed(start, first, rest) {
                return Some(item);
            }
            if said.as_ref().is_some_and(|(key, _)| is_gate(key)) {
                return Some(self.item(Form::QualityGate, start, first.clone(), rest));
            }
            let is_metric = said.is_some_and(|(_, value)| first.lead().is_some() && is_figure(&value.text()));
            if is_metric || self.is_statement(around, first) {
                let form = if is_metric { Form::Metric } else { Form::BareItem };
                return Some(self.item(form, start, first.clone(), rest));
            }
        }
        self.links(&RunningText { lines: [std::slice::from_ref(first), rest].concat() });
        None
    }

    /// Does a list item only head the list below it, and say by bold letters or a path what is there?
    fn is_label(&self, line: &Line<'_>) -> bool {
        let is_named = line.lead().is_some() || line.codes().iter().any(|code| title::is_path(&code.text));
        is_named && matches!(title::title(line), Some(Title::Label))
    }

    /// Is a list item without any mark one that could be so or not?
    fn is_statement(&self, around: Option<usize>, line: &Line<'_>) -> bool {
        if line.text().is_empty() {
            return false;
        }
        if around.and_then(|item| self.document.items.get(item)).is_some_and(|item| item.form != Form::Label)
        {
            // Below an item stands what explains it, unless it is a name.
            return line.pieces.iter().all(|piece| piece.style.code || piece.text.trim().is_empty());
        }
        let section = self.section().and_then(|section| self.document.sections.get(section));
        let is_work = self.label.as_ref().is_some_and(|label| label.is_work)
            || section.is_some_and(|section| role::is_work(&section.title));
        self.role() != Role::Tasks || is_work || self.task().is_some() || self.lists_what_was_made(line)
    }

    /// Does a line below `Files created` name one of them?
    fn lists_what_was_made(&self, line: &Line<'_>) -> bool {
        let section = || self.section().and_then(|section| self.document.sections.get(section));
        let said = match self.label.as_ref().and_then(|label| self.document.items.get(label.item)) {
            Some(label) => Some(label.text.as_str()),
            None => section().map(|section| section.title.as_str()),
        };
        let opens = line.pieces.iter().find(|piece| !piece.text.trim().is_empty());
        opens.is_some_and(|piece| piece.style.code && title::is_path(&piece.text))
            && said.is_some_and(role::is_made)
    }

    /// An item whose mark is an emoji or a word, before or behind it.
    pub(super) fn signed(&mut self, start: usize, first: &Line<'_>, rest: &[Line<'_>]) -> Option<usize> {
        let opening = sign::leading(first);
        let closing = if rest.is_empty() { sign::trailing(first) } else { None };
        let is_metric = opening.is_none() && matches!(title::title(first), Some(Title::Said(..)));
        let sign = opening.or(closing)?;
        let words = first.clone().from(sign.rest.start).until(sign.rest.end);
        let form = if is_metric { Form::Metric } else { Form::SignedItem };
        let item = self.item(form, start, words, rest);
        if let Some(item) = self.document.items.get_mut(item) {
            let text = item.text.trim_end_matches(['(', '[', '-', '–', '—', ':', ' ']);
            item.text =
                text.trim_start_matches([']', ':', '–', '—', ' ']).trim_start_matches("- ").to_owned();
            // The sign is a part of the item, even where it ends it.
            item.span.end = item.span.end.max(sign.span.end);
            item.mark = sign.mark;
            item.sign = written(Some(sign.span), Style::Emoji);
        }
        Some(item)
    }

    /// Keeps an item of a first line and more lines; those that say something of it become notes.
    pub(super) fn item(&mut self, form: Form, start: usize, first: Line<'_>, rest: &[Line<'_>]) -> usize {
        let mut run = RunningText { lines: vec![first.undecorated()] };
        let mut notes = Vec::new();
        for line in rest {
            match title::title(line) {
                Some(Title::Said(key, value)) if title::is_known(&key) || line.lead().is_some() => {
                    let number = line.start().map_or(0, |start| self.lines.line(start));
                    notes.extend(title::notes(line, &key, &value, number));
                }
                _ => run.lines.push(line.clone()),
            }
        }
        let mut item = self.draft(form, start, &run);
        if form == Form::Label {
            item.text.truncate(item.text.trim_end_matches([':', ' ']).len());
            item.priority = priority::of_heading(&item.text);
        }
        let end = rest.iter().rev().find_map(Line::end).unwrap_or(item.span.end);
        item.span.end = item.span.end.max(self.lines.end(end));
        let item = self.keep(item);
        for note in notes {
            self.note_of(item, note);
        }
        item
    }
}

/// Does a value begin with a number that is no date?
fn is_figure(value: &str) -> bool {
    let date = value.split_whitespace().next().unwrap_or_default();
    if date.len() == 10 && date.bytes().filter(|byte| *byte == b'-').count() == 2 {
        return false;
    }
    value
        .trim_start_matches(['~', '≈', '<', '>', '≤', '≥', '=', '+', '-', ' '])
        .starts_with(|c: char| c.is_ascii_digit())
}
