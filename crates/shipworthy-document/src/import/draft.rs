//! A gate as a document states it.

use shipworthy_model::checklist::{Check, Priority};
use shipworthy_model::claim::Mark;
use shipworthy_model::kind::SIGN_OFF;
use shipworthy_model::params::{Params, Value};

use crate::binding::Bound;
use crate::document::Role;
use crate::item::{Form, Item};

use super::placed_item::{PlacedItem, on_one_line, trimmed};

/// The longest title, in characters. The whole statement stands where `source` points.
const TITLE: usize = 160;

/// A gate that could be written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The item that the draft was made of.
    pub(super) item: usize,
    pub(super) line: u32,
    pub(super) title: String,
    /// What an id is made of: the statement, without what stands around it.
    pub(super) statement: String,
    pub(super) priority: Priority,
    pub(super) why: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) effort: Option<String>,
    pub(super) check: Check,
    pub(super) ticked: bool,
}

impl Draft {
    /// The gate of an item; nothing for what is carried as text. `holds`: are there claims below it?
    pub(super) fn new(at: usize, around: PlacedItem<'_>, bound: Option<&Bound>, holds: bool) -> Option<Self> {
        let item = around.item;
        let text = without_effort(on_one_line(&item.text), around.own_effort());
        let text = text.trim_end_matches(':').trim_end().to_owned();
        if text.is_empty() {
            return None;
        }
        let context = around.context().map(on_one_line).filter(|context| *context != text);
        let named = context.map_or_else(|| text.clone(), |context| format!("{context}: {text}"));
        let check = check(around, bound, &named, holds)?;
        let negated = |text: String| if item.unwanted { format!("Not: {text}") } else { text };
        Some(Self {
            item: at,
            line: item.line,
            title: shortened(&negated(named)),
            statement: negated(text),
            priority: around.priority(),
            why: around.why(),
            owner: around.owner(),
            effort: around.effort(),
            check,
            ticked: item.mark == Mark::Done,
        })
    }

    /// Is it left to a person?
    pub(super) fn is_asked(&self) -> bool {
        self.check.kind == SIGN_OFF
    }
}

/// Is an item of this form a claim, whatever is known of it?
pub(super) fn is_claim(form: Form) -> bool {
    !matches!(form, Form::Label | Form::Link | Form::Command)
}

fn check(around: PlacedItem<'_>, bound: Option<&Bound>, named: &str, holds: bool) -> Option<Check> {
    let item = around.item;
    let role = around.section().map(|section| section.role);
    let prose = role == Some(Role::Prose) && !matches!(item.form, Form::Box | Form::BoxHeading);
    // A heading over tasks says no more than they do.
    let heads = holds && item.mark == Mark::None && item.form == Form::NumberedHeading;
    let asked = is_claim(item.form) && !prose && !heads;
    match bound {
        Some(Bound::Checked { check, .. }) if !item.unwanted => Some(check.clone()),
        Some(Bound::Text) => None,
        None if item.mark == Mark::None && item.form == Form::Metric => None,
        _ if !asked => None,
        Some(Bound::Decided { so: false, proof }) => {
            Some(sign_off(&format!("{}. {}", trimmed(proof), question(item, named))))
        }
        Some(Bound::Question(asked)) if !item.unwanted && !asked.trim().is_empty() => Some(sign_off(asked)),
        _ => Some(sign_off(&question(item, named))),
    }
}

fn sign_off(question: &str) -> Check {
    let question = ("question".to_owned(), Value::Text(on_one_line(question)));
    Check { kind: SIGN_OFF.to_owned(), params: Params([question].into()) }
}

fn question(item: &Item, named: &str) -> String {
    let named = trimmed(named);
    let asks = match item.form {
        _ if item.unwanted => "Is it certain that this is not so",
        Form::Box | Form::BoxHeading | Form::NumberedHeading => "Is this done",
        // An open item may name what is wrong: `Build failures`.
        Form::StatusRow => "Is this in order",
        Form::SignedItem if item.mark == Mark::Open => "Is this in order",
        _ => "Is this so",
    };
    let expected = item.expected.as_deref().map(str::trim);
    let expected = expected.filter(|expected| !expected.is_empty() && !named.contains(expected));
    let expected = expected.map(|expected| format!(" (expected: {expected})")).unwrap_or_default();
    format!("{asks}: {named}{expected}?")
}

/// Without a last `(5 min)` that is told as the effort.
fn without_effort(text: String, effort: Option<String>) -> String {
    let told = effort.map(|effort| format!("({effort})"));
    let rest = told.and_then(|told| Some(text.strip_suffix(told.as_str())?.trim_end().to_owned()));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

fn shortened(title: &str) -> String {
    let Some((end, _)) = title.char_indices().nth(TITLE) else { return title.to_owned() };
    let cut = &title[..end];
    let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{}…", cut.trim_end())
}

/// The words of a text, for comparing.
pub(super) fn normal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
