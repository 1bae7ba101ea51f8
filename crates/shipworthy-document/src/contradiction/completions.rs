//! How much is done, said twice and not alike, or said and not so by the boxes that it sums up.

use std::collections::BTreeMap;

use shipworthy_model::claim::Mark;

use crate::document::Role;
use crate::figure::{Boxes, Figure, FigureRole, FigureScope, FigureValue, Stated};
use crate::item::{Form, Item};

use super::compared_document::ComparedDocument;
use super::ledger::{DocumentLine, Ledger};

/// A percentage that no one counted out may be this far from the boxes before it is called wrong.
const ESTIMATE: f64 = 10.0;
/// Two percentages closer than this are the same one, rounded.
const ROUNDING: f64 = 1.0;

/// A ratio of fewer things may count phases, and not boxes.
const MANY: u64 = 10;

/// Completions of one document against its boxes, and numbers of one line against each other.
pub(super) fn against_boxes(compared: &ComparedDocument<'_>, ledger: &mut Ledger<'_>) {
    for line in compared.figures.chunk_by(|one, other| one.line == other.line) {
        let completions: Vec<&Figure> = line
            .iter()
            .filter(|figure| figure.role == FigureRole::Completion && figure.stated == Stated::Now)
            .collect();
        // In a table every cell is a figure of its own.
        let Some(first) = completions.first().filter(|_| completions.len() <= 3) else { continue };
        let place = DocumentLine { document: compared.index, line: first.line };
        if let Some(why) = disagreement(compared, &completions) {
            ledger.alone(place, why);
        }
        let counted = completions.iter().find(|figure| matches!(figure.value, FigureValue::Ratio { .. }));
        let stated =
            counted.or(completions.iter().find(|figure| matches!(figure.value, FigureValue::Amount { .. })));
        // `Phase 1: 100%, phase 2: 50%` is about neither the document nor the section.
        let several = line_of(compared, first).matches('%').count() > 1;
        // `25/153 hours (16%)` counts hours, and no boxes.
        let hours = is_of_time(line_of(compared, first));
        if let Some(figure) = stated.or(completions.first()).filter(|_| !several && !hours)
            && let Some(scope) = figure.scope
        {
            let drawn = completions.len() > 1 || is_heading(compared, figure);
            hold(compared, figure, scope, drawn, ledger);
        }
    }
}

/// The line on which a figure stands.
fn line_of<'a>(compared: &ComparedDocument<'a>, figure: &Figure) -> &'a str {
    let before = compared.before(figure);
    let start = figure.span.start - before.len() + before.rfind('\n').map_or(0, |end| end + 1);
    compared
        .document
        .text
        .text
        .get(start..figure.span.end + compared.behind(figure).len())
        .unwrap_or_default()
}

/// Does a heading name one of several steps? `Phase 13.2 status`.
fn is_of_a_step(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let words = || lower.split_whitespace();
    let step =
        |word: &str| matches!(word, "phase" | "task" | "tasks" | "step" | "week" | "sprint" | "milestone");
    words()
        .zip(words().skip(1))
        .any(|(word, next)| step(word) && next.starts_with(|first: char| first.is_ascii_digit()))
}

/// Does a line speak of a share of so many hours or days?
fn is_of_time(line: &str) -> bool {
    let lower = line.to_lowercase();
    let mut words = lower.split_whitespace();
    let ratio = |word: &str| {
        let of = word.trim_matches(|letter: char| !letter.is_ascii_digit()).split_once('/');
        of.is_some_and(|(part, whole)| [part, whole].iter().all(|number| number.parse::<f64>().is_ok()))
    };
    let mut before = "";
    words.any(|word| {
        let unit = word.trim_matches(|letter: char| !letter.is_alphabetic());
        let time = matches!(unit, "hours" | "hour" | "hrs" | "h" | "days" | "day" | "weeks" | "minutes");
        let of_time = time && ratio(before);
        before = word;
        of_time
    })
}

/// Do ratio, percentage and bar of one line agree?
fn disagreement(compared: &ComparedDocument<'_>, line: &[&Figure]) -> Option<String> {
    let exact = |figure: &&&Figure| matches!(&figure.value, FigureValue::Amount { quantity, .. } if !quantity.or_more);
    let mut percentages = line.iter().filter(exact);
    let (percentage, more) = (percentages.next(), percentages.next());
    let mut ratios = line.iter().filter(|figure| matches!(figure.value, FigureValue::Ratio { .. }));
    let (ratio, more_ratios) = (ratios.next(), ratios.next());
    if more.is_some() || more_ratios.is_some() {
        return None;
    }
    if let (Some(percentage), Some(ratio)) = (percentage, ratio) {
        let (stated, counted) = (percent(percentage)?, percent(ratio)?);
        if (stated - counted).abs() > ROUNDING + slack(percentage) {
            let (written, of) = (compared.written(percentage), compared.written(ratio));
            return Some(format!("{written} stands beside {of}, which is {counted:.0} %"));
        }
    }
    let bar = line.iter().find(|figure| matches!(figure.value, FigureValue::Bar(_)))?;
    let beside = percentage.or(ratio)?;
    let FigureValue::Bar(cells) = &bar.value else { return None };
    let (drawn, stated) = (cells.percent(), percent(beside)?);
    // A cell may be rounded up or down.
    let far = (drawn - stated).abs() > 100.0 / f64::from(cells.width.max(1)) + slack(beside);
    far.then(|| format!("the bar shows {drawn:.0} %, and {} stands beside it", compared.written(beside)))
}

/// A completion against the boxes that it sums up.
fn hold(
    compared: &ComparedDocument<'_>,
    figure: &Figure,
    scope: FigureScope,
    drawn: bool,
    ledger: &mut Ledger<'_>,
) {
    let boxes = compared.scopes.boxes(scope);
    let Some(stated) = percent(figure) else { return };
    // Below `Status: 60% complete`, boxes of which none is ticked are what remains, and not what is summed up.
    let tasks = matches!(scope, FigureScope::Section(index)
        if compared.document.sections.get(index).is_some_and(|section| section.role == Role::Tasks));
    let remainder =
        boxes.done == 0 && !(drawn && tasks) && matches!(figure.value, FigureValue::Amount { .. });
    if scope == FigureScope::Document && !sums_up(compared, figure) {
        return;
    }
    if !is_of_boxes(line_of(compared, figure), figure, boxes, is_heading(compared, figure)) {
        return;
    }
    if boxes.all == 0 || remainder || !is_off(figure, stated, boxes) {
        return;
    }
    // Behind too many ticks stands an open box, behind too few a ticked one: that is the place to look at.
    let mark = if stated > share(boxes) { Mark::Open } else { Mark::Done };
    let Some(other) = boxed_line(compared, scope, mark) else { return };
    let written = compared.written(figure);
    let (of, below) = match scope {
        FigureScope::Document => (String::new(), "this document".to_owned()),
        FigureScope::Section(index) => {
            (format!(" of `{}`", compared.heading(index)), format!("`{}`", compared.heading(index)))
        }
    };
    let truth = format!("{} of {} boxes", boxes.done, boxes.all);
    let place = DocumentLine { document: compared.index, line: figure.line };
    let other = DocumentLine { document: compared.index, line: other };
    ledger.both(
        place,
        other,
        format!("{written} is stated, and {truth}{of} are ticked"),
        format!("{written} is stated for {below}, and {truth} are ticked"),
    );
}

/// Is a line plainly about these boxes? `1/9 tasks` above 41 boxes counts other things, `71% - 5/7 tests pass` is the
/// share of the tests, and `Completeness: 40%`, or a row of a table about a phase, is no matter of boxes at all.
fn is_of_boxes(line: &str, figure: &Figure, boxes: Boxes, heading: bool) -> bool {
    let lower = line.to_lowercase();
    let boxed = ["box", "item", "checklist", "criteri"].iter().any(|word| lower.contains(word));
    // Somebody who counts boxes miscounts by few.
    let near = |whole: u64| whole.abs_diff(boxes.all) * 10 <= boxes.all;
    match figure.value {
        FigureValue::Ratio { whole, .. } => boxed || near(whole),
        _ => {
            let ratios = lower.split(|letter: char| letter.is_whitespace() || "()[]*_|,;:".contains(letter));
            let other = ratios.filter_map(|word| word.split_once('/')).any(|(part, whole)| {
                let whole = whole.trim_end_matches(|letter: char| !letter.is_ascii_digit());
                part.parse::<u64>().is_ok() && whole.parse().is_ok_and(|whole| !near(whole))
            });
            let phase = line.trim_start().starts_with('|') && lower.contains("phase");
            boxed || !(other || phase && !heading || lower.contains("completeness"))
        }
    }
}

/// Does a completion of the whole document speak of its boxes? A ratio of many does. A percentage does at the top, and
/// in a checklist; in the midst of a report it speaks of the product, and the boxes are what comes next.
fn sums_up(compared: &ComparedDocument<'_>, figure: &Figure) -> bool {
    let section =
        figure.section.filter(|index| *index > 0).and_then(|index| compared.document.sections.get(index));
    if section.is_some_and(|section| is_of_a_step(&section.heading)) {
        return false;
    }
    match figure.value {
        FigureValue::Ratio { whole, .. } => {
            whole >= MANY || whole == compared.scopes.boxes(FigureScope::Document).all
        }
        _ => {
            let title =
                compared.document.sections.first().map_or("", |first| first.title.as_str()).to_lowercase();
            let boxed = |item: &&Item| matches!(item.form, Form::Box | Form::BoxHeading);
            let first = compared.document.items.iter().find(boxed).map_or(u32::MAX, |item| item.line);
            figure.line < first || title.contains("checklist")
        }
    }
}

fn is_heading(compared: &ComparedDocument<'_>, figure: &Figure) -> bool {
    let section = figure.section.and_then(|index| compared.document.sections.get(index));
    section.is_some_and(|section| section.line == figure.line)
}

fn is_off(figure: &Figure, stated: f64, boxes: Boxes) -> bool {
    let apart = (stated - share(boxes)).abs();
    match &figure.value {
        FigureValue::Ratio { part, whole, .. } if *whole == boxes.all => *part != boxes.done,
        FigureValue::Amount { quantity, .. } if quantity.or_more => share(boxes) + ESTIMATE < stated,
        // Everything and nothing are no estimates.
        FigureValue::Amount { .. } if stated >= 100.0 => boxes.done < boxes.all,
        FigureValue::Amount { .. } if stated <= 0.0 => boxes.done > 0,
        FigureValue::Bar(bar) => apart > ESTIMATE.max(100.0 / f64::from(bar.width.max(1))),
        FigureValue::Ratio { .. } => apart > ESTIMATE,
        _ => apart > ESTIMATE.max(one_box(boxes)) + slack(figure),
    }
}

/// How much one box weighs: with few boxes, a percentage between two of them is no lie.
fn one_box(boxes: Boxes) -> f64 {
    100.0 / as_float(boxes.all.max(1))
}

fn share(boxes: Boxes) -> f64 {
    100.0 * as_float(boxes.done) / as_float(boxes.all.max(1))
}

fn slack(figure: &Figure) -> f64 {
    match &figure.value {
        FigureValue::Amount { quantity, .. } if quantity.about => ESTIMATE / 2.0,
        _ => 0.0,
    }
}

fn percent(figure: &Figure) -> Option<f64> {
    match &figure.value {
        FigureValue::Amount { quantity, .. } => Some(quantity.value),
        FigureValue::Ratio { part, whole, .. } if *whole > 0 => {
            Some(100.0 * as_float(*part) / as_float(*whole))
        }
        FigureValue::Bar(bar) => Some(bar.percent()),
        FigureValue::Ratio { .. } | FigureValue::Date(_) | FigureValue::Version(_) => None,
    }
}

fn as_float(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The first box with this mark in a scope.
fn boxed_line(compared: &ComparedDocument<'_>, scope: FigureScope, mark: Mark) -> Option<u32> {
    let items = &compared.document.items;
    let span = match scope {
        FigureScope::Document => 0..usize::MAX,
        FigureScope::Section(index) => compared.document.sections.get(index)?.span.clone(),
    };
    let from = items.partition_point(|item| item.span.start < span.start);
    let mut inside = items[from..].iter().take_while(|item| item.span.start < span.end);
    let found = inside.find(|item| {
        item.mark == mark && !item.unwanted && matches!(item.form, Form::Box | Form::BoxHeading)
    })?;
    Some(found.line)
}

/// Completions of the same thing, in one document or in several of one folder.
pub(super) fn against_each_other(all: &[ComparedDocument<'_>], ledger: &mut Ledger<'_>) {
    let mut stated: BTreeMap<CompletionSubject<'_>, Vec<(&ComparedDocument<'_>, &Figure, f64)>> =
        BTreeMap::new();
    for compared in all {
        for figure in &compared.figures {
            if let Some((thing, value)) = thing(compared, figure) {
                stated.entry(thing).or_default().push((compared, figure, value));
            }
        }
    }
    for same in stated.values() {
        let Some((first_compared, first, value)) = same.first() else { continue };
        for (compared, figure, other) in same.iter().skip(1) {
            if (other - value).abs() <= ROUNDING + slack(first) + slack(figure) {
                continue;
            }
            let there = |compared: &ComparedDocument<'_>, figure: &Figure| {
                format!("{} is stated there for the same", compared.written(figure))
            };
            ledger.both(
                DocumentLine { document: first_compared.index, line: first.line },
                DocumentLine { document: compared.index, line: figure.line },
                there(compared, figure),
                there(first_compared, first),
            );
        }
    }
}

/// What a completion is about: a section of one document, or what a document and others beside it are about.
type CompletionSubject<'a> = (&'a str, Vec<String>, Option<(usize, usize)>);

fn thing<'a>(compared: &ComparedDocument<'a>, figure: &Figure) -> Option<(CompletionSubject<'a>, f64)> {
    let FigureValue::Amount { quantity, .. } = &figure.value else { return None };
    if figure.role != FigureRole::Completion
        || figure.stated != Stated::Now
        || quantity.or_more
        || is_dated(compared, figure)
    {
        return None;
    }
    let thing = match figure.scope? {
        FigureScope::Section(index) => (compared.folder(), Vec::new(), Some((compared.index, index))),
        FigureScope::Document if compared.subject(figure.section).is_empty() => {
            (compared.folder(), compared.scopes.subjects().title().to_vec(), None)
        }
        FigureScope::Document => return None,
    };
    Some((thing, quantity.value))
}

/// Does the line or its heading say when it was so? Then another day may have had another number.
fn is_dated(compared: &ComparedDocument<'_>, figure: &Figure) -> bool {
    let lines = [
        Some(figure.line),
        figure.section.and_then(|index| compared.document.sections.get(index)).map(|s| s.line),
    ];
    lines.into_iter().flatten().any(|line| {
        let from = compared.figures.partition_point(|other| other.line < line);
        let on_line = compared.figures[from..].iter().take_while(|other| other.line == line);
        on_line.take(8).any(|other| other.role == FigureRole::Date)
    })
}
