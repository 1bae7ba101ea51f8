//! Ticks and unticks: the sign of an item, and the comment that says why it is open.

use std::ops::Range;

use shipworthy_model::claim::Mark;
use shipworthy_model::verdict::Outcome;

use super::edit::Edits;
use super::remark;
use super::spelling::Spelling;
use super::synced::{ItemOutcome, What};
use crate::document::Document;
use crate::item::{Form, Item, Sign, Style};
use crate::reading::tick::tick;

/// The marks of a document.
pub(super) struct Marks<'a> {
    document: &'a Document,
    spelling: Spelling,
}

impl<'a> Marks<'a> {
    /// Learns how the document writes them.
    pub(super) fn of(document: &'a Document) -> Self {
        let mut spelling = Spelling::default();
        for item in &document.items {
            if let Some(sign) = item.sign.as_ref().filter(|sign| sign.style != Style::Box)
                && let Some(written) = document.text.text.get(sign.span.clone())
            {
                spelling.note(item.mark, written);
            }
        }
        Self { document, spelling }
    }

    /// Sets those that a gate decides.
    pub(super) fn write(&self, standings: &[Option<ItemOutcome>], edits: &mut Edits) {
        for (item, standing) in self.document.items.iter().zip(standings) {
            if let (Some(sign), Some(standing)) = (&item.sign, standing) {
                self.set(item, sign, standing, edits);
            }
        }
    }

    fn set(&self, item: &Item, sign: &Sign, standing: &ItemOutcome, edits: &mut Edits) {
        let text = &self.document.text.text;
        let mark = standing.mark(item);
        let Some(written) = text.get(sign.span.clone()) else { return };
        let changed = mark != item.mark;
        if changed {
            let Some((span, to)) = self.anew(sign, written, mark, standing.outcome) else { return };
            edits.add(span, to, What::Mark);
        }
        let place = self.place(item, sign);
        match (place.comment, standing.outcome) {
            (Some(old), Outcome::Pass) => edits.add(old, "", What::Reason),
            (Some(old), _) => edits.add(old, remark::of(standing), What::Reason),
            (None, Outcome::Pass) => {}
            (None, _) if changed => edits.add(place.end..place.end, remark::of(standing), What::Reason),
            (None, _) => {}
        }
    }

    /// Where the mark itself is written, and what says the other mark there. `None` for a box without room for a tick.
    fn anew(
        &self,
        sign: &Sign,
        written: &str,
        mark: Mark,
        outcome: Outcome,
    ) -> Option<(Range<usize>, String)> {
        let ticked = |span| (span, if mark == Mark::Done { "x" } else { " " }.to_owned());
        let (start, own) = (sign.span.start, bare(written));
        match (sign.style, tick(own)) {
            (Style::Box, _) => Some(ticked(sign.span.clone())),
            (Style::Cell, Some(tick)) => tick.sign.map(|tick| ticked(start + tick.start..start + tick.end)),
            (Style::Emoji | Style::Cell, _) => {
                Some((start..start + own.len(), self.spelling.rewritten(own, mark, outcome)))
            }
        }
    }

    /// Where the comment of an item stands, or would: in a table, in the cell of its mark; else at the end of its line.
    fn place(&self, item: &Item, sign: &Sign) -> CommentPlace {
        let text = &self.document.text.text;
        let behind = text.get(sign.span.start..).unwrap_or_default();
        let line = behind.find('\n').map_or(behind, |end| behind.get(..end).unwrap_or_default()).trim_end();
        let reach = match (sign.style, item.form) {
            (Style::Cell, _) => sign.span.len(),
            (Style::Box | Style::Emoji, Form::StatusRow) => line.find('|').unwrap_or(line.len()),
            (Style::Box | Style::Emoji, _) => line.len(),
        };
        let here = line.get(..reach).unwrap_or(line).trim_end();
        let shifted = |span: Range<usize>| sign.span.start + span.start..sign.span.start + span.end;
        CommentPlace { comment: remark::find(here).map(shifted), end: sign.span.start + here.len() }
    }
}

/// The place of a comment.
struct CommentPlace {
    comment: Option<Range<usize>>,
    end: usize,
}

/// A sign without the comment behind it.
fn bare(written: &str) -> &str {
    remark::find(written).and_then(|comment| written.get(..comment.start)).unwrap_or(written)
}
