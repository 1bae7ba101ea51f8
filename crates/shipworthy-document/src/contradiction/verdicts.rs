//! What the document says of itself as a whole, against itself and against what is open.

use shipworthy_model::checklist::Priority;
use shipworthy_model::claim::Mark;

use crate::document::Role;
use crate::figure::Pages;
use crate::item::Form;

use super::compared_document::ComparedDocument;
use super::headings::is_optional;
use super::ledger::{DocumentLine, Ledger};

/// How far the whole is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Planned,
    Underway,
    Blocked,
    Approved,
    Complete,
    Ready,
}

/// A line such as `Status: Ready for Execution`.
struct StatedVerdict {
    line: u32,
    key: &'static str,
    value: String,
    stage: Stage,
}

const KEYS: [(&str, &str); 8] = [
    ("overall status", "status"),
    ("current status", "status"),
    ("status", "status"),
    ("статус", "status"),
    ("verdict", "verdict"),
    ("decision", "verdict"),
    ("go/no-go", "verdict"),
    ("recommendation", "verdict"),
];
/// How the value of such a line begins.
const STAGES: [(&str, Stage); 24] = [
    ("planning", Stage::Planned),
    ("planned", Stage::Planned),
    ("draft", Stage::Planned),
    ("proposed", Stage::Planned),
    ("not started", Stage::Planned),
    ("in progress", Stage::Underway),
    ("in development", Stage::Underway),
    ("work in progress", Stage::Underway),
    ("wip", Stage::Underway),
    ("ongoing", Stage::Underway),
    ("blocked", Stage::Blocked),
    ("on hold", Stage::Blocked),
    ("ready for execution", Stage::Approved),
    ("ready to start", Stage::Approved),
    ("approved", Stage::Approved),
    ("production ready", Stage::Ready),
    ("production-ready", Stage::Ready),
    ("ready for production", Stage::Ready),
    ("ready for release", Stage::Ready),
    ("ready to ship", Stage::Ready),
    ("released", Stage::Ready),
    ("complete", Stage::Complete),
    ("completed", Stage::Complete),
    ("done", Stage::Complete),
];

pub(super) fn find(compared: &ComparedDocument<'_>, ledger: &mut Ledger<'_>) {
    let statements = statements(compared);
    let place = |line: u32| DocumentLine { document: compared.index, line };
    if let Some(first) = statements.iter().find(|statement| statement.key == "status") {
        for other in
            statements.iter().filter(|other| other.key == "status" && differ(first.stage, other.stage))
        {
            ledger.both(
                place(first.line),
                place(other.line),
                format!("the status is `{}` there", other.value),
                format!("the status is `{}` there", first.value),
            );
        }
    }
    let Some(ready) = statements.iter().find(|statement| statement.stage == Stage::Ready) else { return };
    if let Some((line, text)) = ticked_no_go(compared) {
        ledger.both(
            place(ready.line),
            place(line),
            format!("`{text}` is ticked there, and is a reason not to go"),
            format!("`{}` is stated there, and a ticked reason not to go forbids it", ready.value),
        );
    }
    if let Some((line, text)) = open_blocker(compared) {
        ledger.both(
            place(ready.line),
            place(line),
            format!("`{text}` has the highest priority and is open"),
            format!("`{}` is stated there, and this has the highest priority and is open", ready.value),
        );
    }
}

/// A plan that is complete may be ready for execution, and a complete product ready; every other two exclude each other.
fn differ(one: Stage, other: Stage) -> bool {
    one != other && one != Stage::Complete && other != Stage::Complete
        || matches!((one, other), (Stage::Complete, Stage::Planned | Stage::Underway | Stage::Blocked))
        || matches!((other, one), (Stage::Complete, Stage::Planned | Stage::Underway | Stage::Blocked))
}

/// The lines that speak for the whole document.
fn statements(compared: &ComparedDocument<'_>) -> Vec<StatedVerdict> {
    let pages = Pages::of(compared.document);
    let whole = pages.lines().filter(|line| {
        line.row.is_none() && !is_entry(line.text) && compared.subject(line.section).is_empty()
    });
    whole.filter_map(|line| statement(line.number, line.content().0)).collect()
}

/// Is it an entry of a list, and so a statement about one thing of several?
fn is_entry(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ")
}

fn statement(line: u32, content: &str) -> Option<StatedVerdict> {
    // Such a line is short; what is longer is a sentence.
    if content.len() > 200 {
        return None;
    }
    let plain: String = content.chars().filter(|sign| !matches!(sign, '*' | '_' | '`')).collect();
    let (key, value) = plain.split_once(':')?;
    let key = key.trim().trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    let (_, key) = KEYS.iter().find(|(name, _)| *name == key)?;
    let value = value.trim().trim_matches(|sign: char| !sign.is_alphanumeric());
    let lower = value.to_lowercase();
    // `Production ready after phase 2` is a plan.
    let hedged = ["after", "once", "when", "if", "pending", "except", "but", "until", "with", "by", "target"];
    if lower.split_whitespace().any(|word| hedged.contains(&word)) {
        return None;
    }
    let begins = |name: &str| {
        lower.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    };
    let go = *key == "verdict" && (value == "GO" || value.starts_with("GO ") && !value.starts_with("GO / "));
    if lower.starts_with("plan") && lower.contains("complete") {
        return None;
    }
    let known = STAGES.iter().find(|(name, _)| begins(name)).map(|(_, stage)| *stage);
    let stage = if go { Stage::Ready } else { known? };
    Some(StatedVerdict { line, key, value: value.to_owned(), stage })
}

fn ticked_no_go<'a>(compared: &ComparedDocument<'a>) -> Option<(u32, &'a str)> {
    let ticked = compared.document.items.iter().find(|item| item.unwanted && item.mark == Mark::Done)?;
    Some((ticked.line, &ticked.text))
}

fn open_blocker<'a>(compared: &ComparedDocument<'a>) -> Option<(u32, &'a str)> {
    let open = compared.document.items.iter().find(|item| {
        let section = item.section.and_then(|index| compared.document.sections.get(index));
        let priority = item.priority.or(section.and_then(|section| section.priority));
        let wanted = !item.unwanted && section.is_none_or(|section| section.role != Role::NoGo);
        let boxed = matches!(item.form, Form::Box | Form::BoxHeading);
        boxed
            && wanted
            && item.mark == Mark::Open
            && priority == Some(Priority::P0)
            && !is_optional(&item.text)
    })?;
    Some((open.line, &open.text))
}
