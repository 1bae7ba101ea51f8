//! Fenced blocks: whom they belong to, and the command lines of those that belong to nobody.

use std::ops::Range;

use crate::document::Fence;
use crate::item::{Form, Item, Note};
use crate::reading::reader::Reader;
use crate::reading::running_text::plain;
use crate::reading::{shell, title};

impl Reader<'_> {
    pub(super) fn fence(&mut self, info: &str, span: &Range<usize>, body: &[Range<usize>]) {
        let line = self.lines.line(span.start);
        let first = body.first().map_or(line.saturating_add(1), |piece| self.lines.line(piece.start));
        let language = info.split_whitespace().next().unwrap_or_default();
        let language = language.trim_matches(['{', '}', '.']).split(',').next().unwrap_or_default();
        let fence = Fence {
            language: language.to_lowercase(),
            line,
            body: body
                .iter()
                .filter_map(|piece| self.text.get(piece.clone()))
                .collect::<String>()
                .replace('\r', ""),
            first,
            section: self.section(),
        };
        let owner = self.owner(line);
        let at = self.document.fences.len();
        if let Some(owner) = owner {
            self.estimates(owner, &fence);
            for owner in [Some(owner), self.behind(owner)].into_iter().flatten() {
                if let Some(item) = self.document.items.get_mut(owner) {
                    item.fences.push(at);
                }
            }
        }
        let is_free = owner.is_none_or(|owner| {
            let item = self.document.items.get(owner);
            item.is_some_and(|item| item.form == Form::Label && item.parent.is_none())
        });
        if is_free {
            self.commands(at, &fence);
        }
        self.document.fences.push(fence);
    }

    /// The item a fence belongs to: the list item it stands in, the item right above it, the label, the heading.
    fn owner(&self, line: u32) -> Option<usize> {
        let around = self.entries.last().and_then(|entry| entry.item);
        let above = self.latest.filter(|(_, end)| end.saturating_add(1) == line).map(|(item, _)| item);
        let label = self.label.as_ref().map(|label| label.item);
        around.or(above).or(label).or(self.task())
    }

    /// A label that names no path (`**Test:**`) speaks of the heading it stands below.
    fn behind(&self, owner: usize) -> Option<usize> {
        let label = self.document.items.get(owner).filter(|item| item.form == Form::Label)?;
        let named = label.lead.as_deref().is_some_and(title::is_path) || !label.codes.is_empty();
        label.parent.filter(|_| !named)
    }

    /// `Estimated: 200-250 lines` in a block says it of the item.
    fn estimates(&mut self, owner: usize, fence: &Fence) {
        for (line, written) in (fence.first..).zip(fence.body.lines()) {
            let words = written.trim_start_matches([' ', '\t', '#', '/', '-', ';', '%']);
            let Some((key, value)) = words.split_once(':') else { continue };
            if matches!(key.trim().to_ascii_lowercase().as_str(), "estimated" | "estimate") {
                let note = Note { key: "estimated".to_owned(), value: plain(value), codes: Vec::new(), line };
                self.note_of(owner, note);
            }
        }
    }

    fn commands(&mut self, at: usize, fence: &Fence) {
        for command in shell::commands(&fence.language, &fence.body) {
            let line = fence.first.saturating_add(command.line);
            let last = fence.first.saturating_add(command.last);
            let start = self.lines.start(line);
            let end = self.lines.end(self.lines.start(last));
            let written = self.text.get(start..end).unwrap_or_default();
            let start = start + (written.len() - written.trim_start().len());
            let notes = command.comments.iter().map(|comment| self.said("comment", comment, line)).collect();
            let item = Item {
                line,
                span: start..end.max(start),
                text: plain(&command.text),
                form: Form::Command,
                expected: command.expected.map(|words| plain(&words)),
                notes,
                section: self.section(),
                fences: vec![at],
                ..Item::default()
            };
            self.keep(item);
        }
    }
}
