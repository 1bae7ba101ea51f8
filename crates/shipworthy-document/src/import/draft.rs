//! A gate as a document states it: which items become one, and what is written into it.

use std::collections::{HashMap, HashSet};

use shipworthy_model::checklist::{Check, Priority};
use shipworthy_model::claim::Mark;
use shipworthy_model::kind::SIGN_OFF;
use shipworthy_model::params::{Params, Value};

use shipworthy_model::import::Remark;

use crate::binding::{Binding, Bound};
use crate::document::{Document, Role, Section};
use crate::item::{Form, Item, Note};

use super::heading;

/// The longest title, in characters. The whole statement stands where `source` points.
const TITLE: usize = 160;

/// A gate that could be written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Its item.
    pub(super) item: usize,
    pub(super) line: u32,
    pub(super) title: String,
    /// The statement, without what stands around it.
    pub(super) statement: String,
    pub(super) priority: Priority,
    pub(super) why: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) effort: Option<String>,
    pub(super) check: Check,
    pub(super) ticked: bool,
}

/// What the items of a document come to.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) gates: Vec<Draft>,
    /// Statements that are carried as text.
    pub(super) texts: usize,
    /// Statements that repeat an earlier one.
    pub(super) repeated: usize,
    pub(super) remarks: Vec<Remark>,
}

impl Drafts {
    /// Makes them.
    pub(super) fn new(document: &Document, bindings: &[Option<Binding>]) -> Self {
        let mut drafts = Self::default();
        let mut first: HashMap<String, usize> = HashMap::new();
        let binding = |at: usize| bindings.get(at).and_then(Option::as_ref);
        let holders = holders(document, bindings);
        for (at, item) in document.items.iter().enumerate() {
            drafts.remarks.extend(binding(at).and_then(|binding| remark(item, binding)));
            let holds = holders.get(at).copied().unwrap_or_default();
            let Some(draft) = draft(document, at, item, binding(at), holds) else {
                drafts.texts += 1;
                continue;
            };
            if first.insert(key(document, &draft), at).is_some() {
                drafts.repeated += 1;
            } else {
                drafts.gates.push(draft);
            }
        }
        drafts
    }
}

/// Which items hold others that are claims.
fn holders(document: &Document, bindings: &[Option<Binding>]) -> Vec<bool> {
    let (mut items, mut lines) = (HashSet::new(), HashSet::new());
    for (at, item) in document.items.iter().enumerate() {
        let text = matches!(bindings.get(at), Some(Some(Binding { bound: Bound::Text, .. })));
        if text || !is_claim(item.form) {
            continue;
        }
        items.extend(item.parent.into_iter().chain(item.label));
        let section = item.section.and_then(|at| document.sections.get(at));
        lines.extend(section.map(|section| section.line).filter(|line| *line != item.line));
    }
    let items =
        document.items.iter().enumerate().map(|(at, item)| items.contains(&at) || lines.contains(&item.line));
    items.collect()
}

/// Is an item of this form a claim, whatever is known of it?
fn is_claim(form: Form) -> bool {
    !matches!(form, Form::Label | Form::Link | Form::Command)
}

fn draft(
    document: &Document,
    at: usize,
    item: &Item,
    binding: Option<&Binding>,
    holds: bool,
) -> Option<Draft> {
    let statement = item.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if statement.is_empty() {
        return None;
    }
    let context = context(document, item).filter(|context| *context != statement);
    let named = context.map_or_else(|| statement.clone(), |context| format!("{context}: {statement}"));
    let check = check(document, item, binding.map(|binding| &binding.bound), &named, holds)?;
    let title = if item.unwanted { format!("Not: {named}") } else { named };
    let section = item.section.and_then(|at| document.sections.get(at));
    let sections = || around(document, item);
    let note = |keys: &[&str], notes: &[Note]| find(keys, notes);
    let own_or = |keys: &[&str]| {
        note(keys, &item.notes).or_else(|| sections().find_map(|section| note(keys, &section.notes)))
    };
    let shared = || {
        let section = section?;
        let effort = note(&EFFORT, &section.notes)?;
        let own = section.line == item.line;
        let all = section.number.as_deref().unwrap_or_else(|| heading::name(&section.title));
        Some(if own { effort } else { format!("{effort} (all of {all})") })
    };
    Some(Draft {
        item: at,
        line: item.line,
        title: shortened(&title),
        statement,
        priority: priority(document, item),
        why: own_or(&WHY),
        owner: own_or(&OWNER),
        effort: note(&EFFORT, &item.notes).or_else(shared),
        check,
        ticked: item.mark == Mark::Done,
    })
}

/// The check of an item; nothing for what is carried as text.
fn check(document: &Document, item: &Item, bound: Option<&Bound>, named: &str, holds: bool) -> Option<Check> {
    let role = item.section.and_then(|at| document.sections.get(at)).map(|section| section.role);
    let silent = item.mark == Mark::None && item.form == Form::Metric;
    let prose = role == Some(Role::Prose) && !matches!(item.form, Form::Box | Form::BoxHeading);
    // A heading over tasks says no more than they do.
    let heads = holds && item.mark == Mark::None && matches!(item.form, Form::NumberedHeading);
    let asked = is_claim(item.form) && !prose && !heads;
    match bound {
        Some(Bound::Checked { check, .. }) if !item.unwanted => Some(check.clone()),
        Some(Bound::Text) => None,
        None if silent => None,
        Some(_) | None if !asked => None,
        Some(Bound::Decided { so: false, proof }) => {
            Some(sign_off(&format!("{proof}. {}", question(item, named))))
        }
        Some(Bound::Question(asked)) if !item.unwanted && !asked.trim().is_empty() => Some(sign_off(asked)),
        Some(Bound::Question(_) | Bound::Decided { .. } | Bound::Checked { .. }) | None => {
            Some(sign_off(&question(item, named)))
        }
    }
}

fn sign_off(question: &str) -> Check {
    let question = Value::Text(question.split_whitespace().collect::<Vec<_>>().join(" "));
    Check { kind: SIGN_OFF.to_owned(), params: Params([("question".to_owned(), question)].into()) }
}

fn question(item: &Item, named: &str) -> String {
    let named = trimmed(named);
    if item.unwanted {
        return format!("Is it certain that this is not so: {named}?");
    }
    let expected =
        item.expected.as_deref().filter(|expected| !expected.is_empty() && !named.contains(expected));
    let expected = expected.map(|expected| format!(" (expected: {expected})")).unwrap_or_default();
    let asks = match item.form {
        Form::Box | Form::BoxHeading | Form::NumberedHeading => "Is this done",
        _ => "Is this so",
    };
    format!("{asks}: {named}{expected}?")
}

/// What a statement belongs to, when it does not stand for itself: the item or label above it, or for a few words the
/// heading.
fn context<'a>(document: &'a Document, item: &Item) -> Option<&'a str> {
    let above = above(document, item).map(|above| above.lead.as_deref().unwrap_or(&above.text));
    let few = item.text.split_whitespace().count() <= 2;
    let section =
        item.section.and_then(|at| document.sections.get(at)).filter(|section| section.line != item.line);
    let section =
        section.filter(|section| few && section.level > 1).map(|section| heading::name(&section.title));
    above.or(section).map(trimmed).filter(|text| !text.is_empty())
}

/// The item it is nested below, or the label above its list; not a heading, under which everything stands.
fn above<'a>(document: &'a Document, item: &Item) -> Option<&'a Item> {
    let stands = |above: &&Item| !matches!(above.form, Form::NumberedHeading | Form::BoxHeading);
    let holders = item.parent.into_iter().chain(item.label);
    holders.filter_map(|at| document.items.get(at)).find(stands)
}

/// Without the marks at the end of a sentence.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || ":.;?".contains(c)).trim_start()
}

/// Two statements with the same key are one.
fn key(document: &Document, draft: &Draft) -> String {
    let Some(item) = document.items.get(draft.item).filter(|_| draft.check.kind == SIGN_OFF) else {
        return super::toml::check(&draft.check);
    };
    let context =
        item.parent.or(item.label).and_then(|at| document.items.get(at)).map_or("", |above| &above.text);
    format!("{}\n{}\n{}", item.unwanted, normal(context), normal(&draft.statement))
}

/// The words of a text, for comparing.
pub(super) fn normal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn shortened(title: &str) -> String {
    let Some((end, _)) = title.char_indices().nth(TITLE) else { return title.to_owned() };
    let cut = &title[..end];
    let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{}…", cut.trim_end())
}

const OWNER: [&str; 5] = ["owner", "owners", "assignee", "responsible", "ответственный"];
const EFFORT: [&str; 7] =
    ["effort", "estimate", "time", "duration", "estimated time", "estimated effort", "time estimate"];
const WHY: [&str; 6] = ["why", "reason", "rationale", "impact", "risk", "justification"];

fn find(keys: &[&str], notes: &[Note]) -> Option<String> {
    let note = notes.iter().find(|note| keys.contains(&note.key.as_str()))?;
    let value = note.value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

/// The sections around an item, the nearest first.
fn around<'a>(document: &'a Document, item: &Item) -> impl Iterator<Item = &'a Section> {
    let parent = |at: &usize| document.sections.get(*at)?.parent.filter(|parent| parent < at);
    std::iter::successors(item.section, parent).filter_map(|at| document.sections.get(at))
}

/// Its own priority, or that of what it stands in. What is not said is P1: it was worth a line of the checklist.
fn priority(document: &Document, item: &Item) -> Priority {
    let parent = |at: &usize| document.items.get(*at)?.parent.filter(|parent| parent < at);
    let above =
        std::iter::successors(item.parent.or(item.label), parent).filter_map(|at| document.items.get(at));
    let stated = std::iter::once(item).chain(above).find_map(|item| item.priority);
    let optional = |text: &str| normal(text).split(' ').any(|word| word == "optional");
    let sections = || around(document, item);
    if stated.is_none() && (optional(&item.text) || sections().any(|section| optional(&section.heading))) {
        return Priority::P2;
    }
    stated.or_else(|| sections().find_map(|section| section.priority)).unwrap_or(Priority::P1)
}

/// What a reader of the summary wants to be told of an item.
fn remark(item: &Item, binding: &Binding) -> Option<Remark> {
    let near = binding.near.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" or ");
    let why = match (&binding.bound, near.is_empty()) {
        (Bound::Decided { so: false, proof }, true) => proof.clone(),
        (Bound::Decided { so: false, proof }, false) => format!("{proof}; perhaps {near} is meant"),
        (Bound::Text | Bound::Decided { .. }, _) | (_, true) => return None,
        (_, false) => format!("perhaps {near} is meant"),
    };
    Some(Remark { line: item.line, text: item.text.clone(), why })
}
