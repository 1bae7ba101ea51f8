//! Running text outside lists: labels, things said of a section, quality gates, and items that are one line each.

use crate::document::Role;
use crate::item::Form;
use crate::reading::reader::{Label, Reader};
use crate::reading::running_text::{Line, RunningText};
use crate::reading::title::{self, Title};
use crate::reading::{role, sign};

impl Reader<'_> {
    /// A paragraph outside lists.
    pub(super) fn paragraph(&mut self, run: &RunningText<'_>) {
        let (own, others) = self.split(&run.lines);
        let is_prose = self.role() == Role::Prose;
        if !own.is_empty() && !is_prose && own.iter().all(sign::is_item) {
            self.leave_list();
            for line in own {
                self.signed(line.start().unwrap_or_default(), line, &[]);
            }
        } else {
            let mut is_said = false;
            for line in own {
                is_said = self.line(line, is_said);
            }
        }
        self.listed_items(others);
    }

    /// A further paragraph of a list item: what it says and where it leads belongs to the item.
    pub(super) fn continuation(&mut self, run: &RunningText<'_>, owner: Option<usize>) {
        let (own, others) = self.split(&run.lines);
        let Some(owner) = owner else {
            self.links(&RunningText { lines: own.to_vec() });
            self.listed_items(others);
            return;
        };
        for line in own {
            let number = self.lines.line(line.start().unwrap_or_default());
            if let Some(Title::Said(key, value)) = title::title(line) {
                for note in title::notes(line, &key, &value, number) {
                    self.note_of(owner, note);
                }
            }
            if let Some(item) = self.document.items.get_mut(owner) {
                item.links.extend(line.links(number));
            }
        }
        self.listed_items(others);
    }

    /// A line of a paragraph; is it one that says something, so that the next may go on with it?
    fn line(&mut self, line: &Line<'_>, goes_on: bool) -> bool {
        let start = line.start().unwrap_or_default();
        if let Some(tick) = self.boxed(line) {
            self.tick(start, line, &[], &tick);
            return false;
        }
        match title::title(line) {
            Some(Title::Label) => self.label(line, start),
            Some(Title::Said(key, value)) => {
                self.leave_list();
                if is_gate(&key) && self.role() != Role::Prose {
                    self.label = None;
                    self.item(Form::QualityGate, start, line.clone(), &[]);
                    return false;
                }
                self.links(&RunningText { lines: vec![line.clone()] });
                for note in title::notes(line, &key, &value, self.lines.line(start)) {
                    self.note(note);
                }
                return true;
            }
            None => {
                self.leave_list();
                self.links(&RunningText { lines: vec![line.clone()] });
                let section = self.section().and_then(|section| self.document.sections.get_mut(section));
                if let Some(note) = section.and_then(|section| section.notes.last_mut()).filter(|_| goes_on) {
                    note.value.push(' ');
                    note.value.push_str(&line.text());
                    return true;
                }
            }
        }
        false
    }

    fn label(&mut self, line: &Line<'_>, start: usize) {
        self.label = None;
        let item = self.item(Form::Label, start, line.clone(), &[]);
        let label = self.document.items.get(item);
        let words =
            label.map(|label| label.lead.as_ref().unwrap_or(&label.text).as_str()).unwrap_or_default();
        let (role, is_work) = (role::role(words), role::is_work(words));
        self.label = Some(Label { item, role, is_work, listed: false });
    }

    /// Words behind a list end what stands below its label.
    fn leave_list(&mut self) {
        if self.label.as_ref().is_some_and(|label| label.listed) {
            self.label = None;
        }
    }
}

/// Does a key open a line that is a criterion as a whole?
pub(super) fn is_gate(key: &str) -> bool {
    role::role(&title::key_of(key)) == Some(Role::Criteria)
}
