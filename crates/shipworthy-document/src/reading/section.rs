//! Headings: the sections they begin, and the items that some of them are.

use std::ops::Range;

use shipworthy_model::claim::Mark;

use crate::document::{Role, Section};
use crate::item::{Form, Note, Style};
use crate::reading::heading::HeadingParts;
use crate::reading::leaf::Leaf;
use crate::reading::reader::{Reader, written};
use crate::reading::running_text::{RunningText, plain};
use crate::reading::sign::status;
use crate::reading::title::{self, Title};
use crate::reading::{priority, role};

impl Reader<'_> {
    pub(super) fn heading(
        &mut self,
        level: u8,
        run: &RunningText<'_>,
        span: Range<usize>,
        next: Option<&Leaf<'_>>,
    ) {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let is_underlined = !written.trim_start().starts_with('#');
        let is_titled =
            run.lines.first().is_some_and(|line| title::title(line).is_some() && line.lead().is_some());
        if is_underlined && (run.lines.len() > 1 || is_titled) {
            // A paragraph with a line across the page right below it, which Markdown takes for an underlined heading.
            self.paragraph(run);
            self.label = None;
            return;
        }
        self.label = None;
        self.latest = None;
        let depth = self.sections.iter().filter(|at| self.level(**at) < level).count();
        self.close_sections(depth, span.start);
        let line = run.lines.first().cloned().unwrap_or_default();
        let parts = HeadingParts::of(&line, self.text);
        let number = self.lines.line(span.start);
        let parent = self.section();
        let around = parent.and_then(|at| self.document.sections.get(at));
        // The title of the document says what it is about, not what each of its sections is.
        let is_document = parent == Some(0) && around.is_some_and(|section| section.level == 1);
        let heading = plain(written.lines().next().unwrap_or_default().trim().trim_matches('#'));
        let section = Section {
            level,
            role: inherited(
                around.filter(|_| !is_document).map(|section| section.role),
                role::role(&parts.title),
            ),
            priority: priority::of_heading(&parts.title)
                .or_else(|| priority::of_heading(&heading))
                .or_else(|| around.and_then(|section| section.priority)),
            title: parts.title.clone(),
            heading,
            number: parts.number.clone(),
            line: number,
            span: span.start..self.text.len(),
            parent,
            mark: parts.mark,
            notes: parts.effort.iter().map(|effort| self.said("effort", effort, number)).collect(),
        };
        let prose = section.role == Role::Prose;
        let outer = self.task();
        self.document.sections.push(section);
        self.sections.push(self.document.sections.len() - 1);
        let task = if parts.boxed {
            Some(Form::BoxHeading)
        } else {
            (!prose && parts.is_task(next)).then_some(Form::NumberedHeading)
        };
        let own = task.map(|form| self.heading_item(form, run, &parts, span, outer));
        self.tasks.push(own.or(outer));
        if own.is_none() {
            self.links(run);
        }
    }

    fn heading_item(
        &mut self,
        form: Form,
        run: &RunningText<'_>,
        parts: &HeadingParts,
        span: Range<usize>,
        outer: Option<usize>,
    ) -> usize {
        let words =
            RunningText { lines: run.lines.iter().map(|line| line.clone().from(parts.words)).collect() };
        let mut item = self.draft(form, span.start, &words);
        item.text.clone_from(&parts.title);
        let length = self.text.get(span.clone()).unwrap_or_default().trim_end().len();
        item.span = span.start..span.start + length;
        item.mark = parts.mark;
        item.sign = written(parts.sign.clone(), if parts.boxed { Style::Box } else { Style::Emoji });
        item.priority = priority::of_heading(&parts.title).or_else(|| priority::of_heading(&run.text()));
        item.notes.retain(|note| note.key != "effort");
        item.notes.extend(parts.effort.iter().map(|effort| self.said("effort", effort, item.line)));
        item.parent = outer;
        self.push(item)
    }

    /// Ends the sections from a depth on.
    pub(super) fn close_sections(&mut self, depth: usize, end: usize) {
        for at in self.sections.drain(depth.min(self.sections.len())..) {
            if let Some(section) = self.document.sections.get_mut(at) {
                section.span.end = end;
            }
        }
    }

    fn level(&self, section: usize) -> u8 {
        self.document.sections.get(section).map_or(0, |section| section.level)
    }

    pub(super) fn said(&self, key: &str, value: &str, line: u32) -> Note {
        Note { key: key.to_owned(), value: plain(value), codes: Vec::new(), line }
    }

    /// Keeps what is said of the section, and of the item that its heading is.
    pub(super) fn note(&mut self, note: Note) {
        let section = self.section();
        let own = section.and_then(|section| self.document.sections.get(section)).map(|section| section.line);
        let task = self.task().filter(|task| self.document.items.get(*task).map(|item| item.line) == own);
        if let Some(section) = section.and_then(|at| self.document.sections.get_mut(at)) {
            if note.key == "priority" {
                section.priority = priority::of_value(&note.value).or(section.priority);
            }
            section.notes.push(note.clone());
        }
        if let Some(task) = task {
            self.note_of(task, note);
        }
    }

    /// Keeps what is said of an item. A status gives it a mark, when it has no other.
    pub(super) fn note_of(&mut self, item: usize, note: Note) {
        let Some(item) = self.document.items.get_mut(item) else { return };
        match note.key.as_str() {
            "priority" => item.priority = priority::of_value(&note.value).or(item.priority),
            "expected" if item.expected.is_none() => item.expected = Some(note.value.clone()),
            "status" | "статус" if item.mark == Mark::None => {
                item.mark = status(&note.value);
            }
            _ => {}
        }
        item.notes.push(note);
    }
}

impl HeadingParts {
    /// Is a heading the task itself? It has a number, and an effort, a mark, an order, or lines below it that only a task
    /// has.
    fn is_task(&self, next: Option<&Leaf<'_>>) -> bool {
        const TASK: [&str; 8] =
            ["effort", "priority", "owner", "why", "create", "add to", "estimate", "estimated effort"];
        let told = match next {
            Some(Leaf::Words(run)) => run.lines.iter().any(|line| {
                matches!(title::title(line), Some(Title::Said(key, _)) if TASK.contains(&title::key_of(&key).as_str()))
            }),
            _ => false,
        };
        self.number.is_some() && (self.effort.is_some() || self.mark != Mark::None || told || self.is_order())
    }
}

/// Lists of criteria and prose stay so in the sections below, unless these say otherwise.
fn inherited(around: Option<Role>, own: Option<Role>) -> Role {
    match (around, own) {
        (Some(Role::Prose), _) => Role::Prose,
        (around, None) => around.unwrap_or_default(),
        (_, Some(own)) => own,
    }
}
