//! Progress bars, percentages and counts that sum up the boxes of a section or of the document.
//!
//! Only those are written anew that [`figures`] finds to be about the completion of items, and only where a gate decides
//! one of these items. Width, cells and the digits behind the point are kept; nothing is 100 % before all of it is done.

use std::collections::HashSet;

use shipworthy_model::claim::Mark;

use super::edit::Edits;
use super::synced::{ItemOutcome, What};
use crate::document::Document;
use crate::figure::{
    Bar, Boxes, Figure, FigureRole, FigureScope, FigureValue, Scopes, Stated, Unit, figures,
};
use crate::item::{Form, Item};

/// Writes the figures anew.
pub(super) fn write(document: &Document, standings: &[Option<ItemOutcome>], edits: &mut Edits) {
    let decided = DecidedSections::of(document, standings);
    if !decided.whole {
        return;
    }
    let scopes = Scopes::of(&as_it_will_be(document, standings));
    let statements = statements(document);
    for Figure { line, value, role, stated, scope, .. } in figures(document) {
        let Some(scope) = scope.filter(|scope| decided.holds(*scope)) else { continue };
        let boxes = scopes.boxes(scope);
        let sums_up = role == FigureRole::Completion && stated == Stated::Now && !statements.contains(&line);
        if sums_up && boxes.all > 0 {
            rewrite(&value, boxes, document, edits);
        }
    }
}

/// The lines on which items begin: `- [ ] 80% of the docs complete` is a statement, which a gate decides as a whole.
fn statements(document: &Document) -> HashSet<u32> {
    let items = document
        .items
        .iter()
        .filter(|item| matches!(item.form, Form::Box | Form::SignedItem | Form::BareItem));
    items.map(|item| item.line).collect()
}

/// Which sections, and does the document, hold a box that a gate decides?
struct DecidedSections {
    sections: Vec<bool>,
    whole: bool,
}

impl DecidedSections {
    fn of(document: &Document, standings: &[Option<ItemOutcome>]) -> Self {
        let mut decided = Self { sections: vec![false; document.sections.len()], whole: false };
        for (item, _) in document.items.iter().zip(standings).filter(|(_, standing)| standing.is_some()) {
            if is_counted(item) {
                decided.whole = true;
                if let Some(section) = item.section.and_then(|index| decided.sections.get_mut(index)) {
                    *section = true;
                }
            }
        }
        // A parent stands before its children.
        for (index, section) in document.sections.iter().enumerate().rev() {
            let own = decided.sections.get(index).copied().unwrap_or_default();
            if let Some(parent) = section.parent.and_then(|parent| decided.sections.get_mut(parent)) {
                *parent |= own;
            }
        }
        decided
    }

    fn holds(&self, scope: FigureScope) -> bool {
        match scope {
            FigureScope::Document => self.whole,
            FigureScope::Section(index) => self.sections.get(index).copied().unwrap_or_default(),
        }
    }
}

fn is_counted(item: &Item) -> bool {
    matches!(item.form, Form::Box | Form::BoxHeading) && !item.unwanted && item.mark != Mark::None
}

/// The document with its boxes as they are about to be.
fn as_it_will_be(document: &Document, standings: &[Option<ItemOutcome>]) -> Document {
    let mut document = document.clone();
    for (item, standing) in document.items.iter_mut().zip(standings) {
        if let Some(standing) = standing.as_ref().filter(|_| item.sign.is_some()) {
            item.mark = standing.mark(item);
        }
    }
    document
}

fn rewrite(value: &FigureValue, boxes: Boxes, document: &Document, edits: &mut Edits) {
    match value {
        FigureValue::Amount { quantity, digits } if quantity.unit == Unit::Percent => {
            let written = document.text.text.get(digits.clone()).unwrap_or_default();
            edits.add(digits.clone(), percent(boxes, written), What::Progress);
        }
        FigureValue::Ratio { part_digits, whole_digits, .. } => {
            edits.add(part_digits.clone(), boxes.done.to_string(), What::Progress);
            edits.add(whole_digits.clone(), boxes.all.to_string(), What::Progress);
        }
        FigureValue::Bar(bar) => {
            let written = document.text.text.get(bar.cells.clone()).unwrap_or_default();
            edits.add(bar.cells.clone(), cells(bar, boxes, written), What::Progress);
        }
        FigureValue::Amount { .. } | FigureValue::Date(_) | FigureValue::Version(_) => {}
    }
}

/// A percentage with as many digits behind the point as there were, rounded down.
fn percent(boxes: Boxes, written: &str) -> String {
    const MOST: usize = 6;
    let point = written.find(['.', ',']);
    let digits = point.map_or(0, |at| written.len() - at - 1).min(MOST);
    let scale = digits.try_into().map_or(1, |digits| 10_u128.pow(digits));
    let parts = u128::from(boxes.done) * 100 * scale / u128::from(boxes.all.max(1));
    match point.and_then(|at| written.get(at..=at)) {
        Some(point) if digits > 0 => format!("{}{point}{:0digits$}", parts / scale, parts % scale),
        _ => (parts / scale).to_string(),
    }
}

/// The cells of a bar, with the arrow head it had.
fn cells(bar: &Bar, boxes: Boxes, written: &str) -> String {
    let width = u64::from(bar.width);
    let full = u128::from(width) * u128::from(boxes.done) / u128::from(boxes.all.max(1));
    let full = usize::try_from(full).unwrap_or_default();
    let empty = usize::try_from(width).unwrap_or_default().saturating_sub(full);
    let head = written.contains('>') && full > 0 && empty > 0;
    let body = bar.full_cell.repeat(full - usize::from(head));
    format!("{body}{}{}", if head { ">" } else { "" }, bar.empty_cell.repeat(empty))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_keeps_its_digits_and_is_full_only_when_all_is_done() {
        for (done, all, written, anew) in [
            (22, 83, "80", "26"),
            (82, 83, "35.4", "98.7"),
            (83, 83, "35.40", "100.00"),
            (0, 3, "1,5", "0,0"),
            (999, 1000, "1", "99"),
            (u64::MAX, u64::MAX, "1", "100"),
        ] {
            assert_eq!(percent(Boxes { done, all }, written), anew, "{done}/{all} {written}");
        }
    }

    #[test]
    fn a_bar_keeps_its_width_cells_and_head() {
        for (written, done, all, anew) in [
            ("========--", 1, 2, "=====-----"),
            ("===>    ", 3, 4, "=====>  "),
            ("===>    ", 4, 4, "========"),
            ("===>    ", 0, 4, "        "),
            ("█░░░", 2, 3, "██░░"),
        ] {
            let Some((bar, _)) = Bar::at(&format!("[{written}]"), 0) else { panic!("{written}") };
            assert_eq!(cells(&bar, Boxes { done, all }, written), anew, "{written}");
        }
    }
}
