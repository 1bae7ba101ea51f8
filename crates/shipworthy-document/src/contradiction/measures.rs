//! Two numbers for one metric that cannot both be: a claim and a measurement, two measurements, two limits.

use std::collections::BTreeMap;

use shipworthy_model::claim::Mark;

use crate::document::Role;
use crate::figure::{Comparison, Figure, FigureRole, FigureValue, Stated, Unit, significant_words, words};
use crate::item::{Form, Item};

use super::compared_document::ComparedDocument;
use super::ledger::{DocumentLine, Ledger};

/// What is measured of a project as a whole. Of anything else, two places may well mean two things.
const WHOLE: [&[&str]; 11] = [
    &["coverage"],
    &["warnings"],
    &["leaks"],
    &["vulnerabilities"],
    &["binary", "size"],
    &["startup", "time"],
    &["memory", "usage"],
    &["pass", "rate"],
    &["error", "rate"],
    &["success", "rate"],
    &["hit", "rate"],
];
/// Steps of one ladder: two limits there are no quarrel.
const TIERS: [&str; 23] = [
    "warning",
    "warn",
    "fail",
    "minimum",
    "recommended",
    "ideal",
    "stretch",
    "should",
    "nice",
    "phase",
    "week",
    "day",
    "sprint",
    "milestone",
    "p0",
    "p1",
    "p2",
    "per",
    "each",
    "initial",
    "final",
    "must-have",
    "must",
];
/// More values than this for one metric are a series.
const MOST: usize = 4;

/// How many bytes of marks may stand before the first word of a line.
const NEAR: usize = 40;
/// After so many words a text is a paragraph, and is asked no further: each of its numbers asks it.
const LONGEST_TEXT: usize = 64;
/// How far a line is read around a number.
const LONGEST: usize = 160;

/// One number for a metric.
struct Measure<'a> {
    compared: &'a ComparedDocument<'a>,
    line: u32,
    written: String,
    value: f64,
    about: bool,
    sort: Sort,
    /// The label above it, and what stands in parentheses behind it.
    part: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It was measured.
    Measured,
    /// It is said to hold.
    Claimed(Comparison),
    /// It shall hold.
    Wanted(Comparison),
}

/// What a number is for: metric, unit, the part and the version of the project with the title of the document, and its
/// folder.
type Metric<'a> = (Vec<String>, &'a Unit, [&'a [String]; 3], &'a str);

const THINGS: Unit = Unit::Things;

pub(super) fn find(all: &[ComparedDocument<'_>], ledger: &mut Ledger<'_>) {
    let mut metrics: BTreeMap<Metric<'_>, Vec<Measure<'_>>> = BTreeMap::new();
    for compared in all {
        for (metric, measure) in stated(compared).chain(absent(compared)) {
            metrics.entry(metric).or_default().push(measure);
        }
    }
    for measures in metrics.values() {
        let mut seen: Vec<&Measure<'_>> = Vec::new();
        for measure in measures {
            if !seen.iter().any(|other| same(other, measure)) {
                seen.push(measure);
            }
            if seen.len() > MOST {
                break;
            }
        }
        if seen.len() <= MOST {
            quarrels(&seen, ledger);
        }
    }
}

fn same(one: &Measure<'_>, other: &Measure<'_>) -> bool {
    one.sort == other.sort && (one.value - other.value).abs() < f64::EPSILON
}

fn quarrels(measures: &[&Measure<'_>], ledger: &mut Ledger<'_>) {
    for (index, one) in measures.iter().enumerate() {
        for other in measures.iter().skip(index + 1).filter(|other| cannot_both_be(one, other)) {
            ledger.both(
                DocumentLine { document: one.compared.index, line: one.line },
                DocumentLine { document: other.compared.index, line: other.line },
                format!("`{}` stands there for the same, and both cannot be", other.written),
                format!("`{}` stands there for the same, and both cannot be", one.written),
            );
        }
    }
}

fn cannot_both_be(one: &Measure<'_>, other: &Measure<'_>) -> bool {
    if one.compared.index == other.compared.index && one.line == other.line {
        return false;
    }
    // Below `Issue 1` and `Issue 2`, or with `(unused)` and `(naming)` behind it, each counts its own.
    if one.part != other.part && one.part.is_some() && other.part.is_some() {
        return false;
    }
    match (one.sort, other.sort) {
        (Sort::Measured, Sort::Claimed(limit)) => breaks(one, limit, other.value),
        (Sort::Claimed(limit), Sort::Measured) => breaks(other, limit, one.value),
        (Sort::Measured, Sort::Measured) => {
            let scale = one.value.abs().max(other.value.abs());
            let slack = if one.about || other.about { 0.1 } else { 0.02 };
            (one.value - other.value).abs() > (scale * slack).max(if scale > 10.0 { 1.0 } else { 0.0 })
        }
        (Sort::Claimed(first) | Sort::Wanted(first), Sort::Claimed(second) | Sort::Wanted(second)) => {
            match (is_upper(first), is_upper(second)) {
                (Some(true), Some(false)) => one.value < other.value,
                (Some(false), Some(true)) => one.value > other.value,
                (Some(first), Some(second)) => {
                    first == second && (one.value - other.value).abs() > f64::EPSILON
                }
                _ => false,
            }
        }
        (Sort::Measured, Sort::Wanted(_)) | (Sort::Wanted(_), Sort::Measured) => false,
    }
}

fn breaks(measured: &Measure<'_>, limit: Comparison, bound: f64) -> bool {
    let slack = if measured.about { bound.abs() * 0.1 } else { 0.0 };
    match limit {
        Comparison::AtMost | Comparison::Below => measured.value > bound + slack,
        Comparison::AtLeast | Comparison::Above => measured.value < bound - slack,
        Comparison::Exactly => false,
    }
}

fn is_upper(limit: Comparison) -> Option<bool> {
    match limit {
        Comparison::AtMost | Comparison::Below => Some(true),
        Comparison::AtLeast | Comparison::Above => Some(false),
        Comparison::Exactly => None,
    }
}

/// The numbers of a document that are about all of it.
fn stated<'a>(compared: &'a ComparedDocument<'a>) -> impl Iterator<Item = (Metric<'a>, Measure<'a>)> {
    compared.figures.iter().filter_map(move |figure| {
        let FigureValue::Amount { quantity, .. } = &figure.value else { return None };
        if figure.stated != Stated::Now {
            return None;
        }
        let item = item_on(compared, figure.line);
        let tiered = is_tiered(compared, figure, item);
        let sort = match figure.role {
            FigureRole::Measured => Sort::Measured,
            FigureRole::Limit(limit) if item.is_some_and(|item| is_claim(compared, item)) => {
                Sort::Claimed(limit)
            }
            FigureRole::Limit(limit) if quantity.or_more => {
                let claim = opens_its_line(compared, figure) && !is_open(compared, figure, item);
                claim.then_some(Sort::Claimed(limit))?
            }
            FigureRole::Limit(limit) if !tiered => Sort::Wanted(limit),
            FigureRole::Limit(_) | FigureRole::Completion | FigureRole::Date | FigureRole::Version => {
                return None;
            }
        };
        let head = head_of_line(compared, figure)?;
        if is_supposed(head) {
            return None;
        }
        let metric = normal(head)?;
        let written = format!("{} {}", figure.metric, sign(figure, compared));
        let part = part(compared, figure);
        let measure = Measure {
            compared,
            line: figure.line,
            written,
            value: quantity.value,
            about: quantity.about,
            sort,
            part,
        };
        Some((key(compared, metric, &quantity.unit, figure.section), measure))
    })
}

/// Ticked items that say that there is none of something.
fn absent<'a>(compared: &'a ComparedDocument<'a>) -> impl Iterator<Item = (Metric<'a>, Measure<'a>)> {
    let ticked = compared.document.items.iter().filter(|item| item.mark == Mark::Done && !item.unwanted);
    ticked.filter_map(move |item| {
        let mut first = words(&item.text);
        let none = matches!(first.next()?.as_str(), "no" | "zero" | "0");
        let named: Vec<String> = first.take(MOST).collect();
        if !none || named.is_empty() || named.len() >= MOST {
            return None;
        }
        let metric = normal(&named.join(" "))?;
        let sort = Sort::Claimed(Comparison::AtMost);
        let measure = Measure {
            compared,
            line: item.line,
            written: item.text.clone(),
            value: 0.0,
            about: false,
            sort,
            part: None,
        };
        Some((key(compared, metric, &THINGS, item.section), measure))
    })
}

fn key<'a>(
    compared: &'a ComparedDocument<'a>,
    metric: Vec<String>,
    unit: &'a Unit,
    section: Option<usize>,
) -> Metric<'a> {
    let subjects = compared.scopes.subjects();
    (
        metric,
        unit,
        [subjects.section(section), subjects.versions(section), subjects.title()],
        compared.folder(),
    )
}

/// The roots of what is measured, sorted, numbers left out; nothing unless it is measured of the project as a whole.
fn normal(measured: &str) -> Option<Vec<String>> {
    let mut roots: Vec<String> = significant_words(measured);
    roots.retain(|root| root.contains(char::is_alphabetic) && !is_unit(root));
    let known = WHOLE.iter().find(|known| {
        known.iter().all(|word| significant_words(word).iter().all(|root| roots.contains(root)))
    })?;
    if known == &WHOLE[0] {
        // `test coverage` and `code coverage` are one; `branch coverage` is another.
        roots.retain(|root| !["test", "cod", "overall", "total"].contains(&root.as_str()));
    }
    roots.sort();
    roots.dedup();
    Some(roots)
}

/// `150ms`, `512mb`: a number with its unit, or the unit alone; and the words of a comparison.
fn is_unit(root: &str) -> bool {
    root.starts_with(|first: char| first.is_ascii_digit())
        || [
            "ms", "s", "sec", "second", "percent", "mb", "gb", "kb", "least", "most", "than", "max", "min",
            "under", "below", "over", "above", "no", "zero",
        ]
        .contains(&root)
}

fn sign(figure: &Figure, compared: &ComparedDocument<'_>) -> String {
    let sign = match figure.role {
        FigureRole::Limit(Comparison::Below) => "< ",
        FigureRole::Limit(Comparison::AtMost) => "<= ",
        FigureRole::Limit(Comparison::Above) => "> ",
        _ => "",
    };
    format!("{sign}{}", compared.written(figure))
}

fn item_on<'a>(compared: &ComparedDocument<'a>, line: u32) -> Option<&'a Item> {
    let items = &compared.document.items;
    let after = items.partition_point(|item| item.line <= line);
    items.get(after.checked_sub(1)?).filter(|item| item.line == line)
}

/// The line up to the first parenthesis or dash behind the number. What stands there is what is measured, all of it:
/// `hit rate for episodes` is not `hit rate for patterns`. Nothing in a table, where a cell does not tell.
fn head_of_line<'a>(compared: &ComparedDocument<'a>, figure: &Figure) -> Option<&'a str> {
    let text: &'a str = &compared.document.text.text;
    let from = text.floor_char_boundary(figure.span.start.saturating_sub(LONGEST));
    let start = text.get(from..figure.span.start)?.rfind('\n').map_or(from, |end| from + end + 1);
    let until = text.floor_char_boundary(figure.span.end.saturating_add(LONGEST).min(text.len()));
    let behind = text.get(figure.span.end..until)?;
    let end = ["\n", " - ", " – ", " — ", "("].iter().filter_map(|mark| behind.find(mark)).min();
    let head = text.get(start..figure.span.end + end.unwrap_or(behind.len()))?;
    (!head.contains('|')).then_some(head)
}

/// What a number is said of when it is not the whole: the label above its line, or the words in parentheses behind it.
fn part(compared: &ComparedDocument<'_>, figure: &Figure) -> Option<String> {
    let behind = compared
        .behind(figure)
        .split_once('(')
        .and_then(|(_, inside)| inside.split_once(')'))
        .map(|(inside, _)| inside);
    let said =
        behind.filter(|inside| inside.split_whitespace().any(|word| word.chars().all(char::is_alphabetic)));
    let before = |item: &&Item| item.form == Form::Label && item.section == figure.section;
    let after = compared.document.items.partition_point(|item| item.line <= figure.line);
    let label = || compared.document.items[..after].iter().rev().take(LONGEST_TEXT).find(before);
    said.map(str::to_owned)
        .or_else(|| bold_above(compared, figure))
        .or_else(|| label().map(|label| label.text.clone()))
}

/// The bold line above the list of a number: `**Issue 1: Naming**`.
fn bold_above(compared: &ComparedDocument<'_>, figure: &Figure) -> Option<String> {
    const FAR: usize = 12;
    let mut lines = compared.before(figure).rsplit('\n').skip(1).take(FAR).map(str::trim);
    let end =
        lines.find(|line| line.starts_with('#') || line.starts_with("**") && !line.starts_with("***"))?;
    let bold = end.strip_prefix("**")?.trim_end_matches(':').strip_suffix("**")?;
    (!bold.contains("**")).then(|| bold.to_owned())
}

/// Is it a number of something that was dealt with, or of a case that is thought up? `All 17 warnings fixed`, `With caching
/// (90% hit rate)`.
fn is_supposed(head: &str) -> bool {
    let said = || words(head).take(LONGEST_TEXT);
    let case = ["with", "without", "at", "assuming", "if", "scenario", "case", "given", "suppose"];
    said().next().is_some_and(|first| case.contains(&first.as_str()))
        || said().any(|word| {
            matches!(word.as_str(), "fixed" | "resolved" | "removed" | "eliminated" | "fixes" | "cleared")
        })
}

/// Is it ticked as met? A green sign before each line of a list of criteria is an ornament.
fn is_claim(compared: &ComparedDocument<'_>, item: &Item) -> bool {
    let section = item.section.and_then(|index| compared.document.sections.get(index));
    let tasks = section.is_none_or(|section| section.role == Role::Tasks && !says_tier(&section.heading));
    item.mark == Mark::Done && (item.form == Form::Box || tasks)
}

/// Is the number the first thing said on its line? `90%+ test coverage` claims something; inside a sentence it may be
/// anything.
fn opens_its_line(compared: &ComparedDocument<'_>, figure: &Figure) -> bool {
    let text = &compared.document.text.text;
    let near = text.floor_char_boundary(figure.span.start.saturating_sub(NEAR));
    let before = text.get(near..figure.span.start).unwrap_or("");
    before.rsplit('\n').next().is_some_and(|before| !before.contains(char::is_alphanumeric))
        && (before.contains('\n') || near == 0)
}

/// Is it a wish, by its mark or by the list it stands in?
fn is_open(compared: &ComparedDocument<'_>, figure: &Figure, item: Option<&Item>) -> bool {
    let section = figure.section.and_then(|index| compared.document.sections.get(index));
    let wish = section.is_some_and(|section| section.role != Role::Tasks || says_tier(&section.heading));
    wish || item.is_some_and(|item| item.mark == Mark::Open)
}

fn is_tiered(compared: &ComparedDocument<'_>, figure: &Figure, item: Option<&Item>) -> bool {
    let section = figure.section.and_then(|index| compared.document.sections.get(index));
    section.is_some_and(|section| says_tier(&section.heading))
        || item.is_some_and(|item| says_tier(&item.text))
}

fn says_tier(text: &str) -> bool {
    words(text)
        .take(LONGEST_TEXT)
        .any(|word| TIERS.contains(&word.as_str()) || word == "target" || word == "goal" || word == "goals")
}
