//! What a task is about: the words that count, what is to be done with it, and what narrows it down.

use std::collections::HashMap;
use std::sync::LazyLock;

use shipworthy_model::claim::Mark;

use crate::document::Role;
use crate::figure::{FigureScope, named, outside_parentheses, root, significant_words, words};
use crate::item::{Form, Item};
use crate::reading::role::role;

use super::compared_document::ComparedDocument;
use super::ledger::DocumentLine;

/// What is to be done with a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Action {
    Make,
    Verify,
    Remove,
    /// `refactor` and `update` are not the same.
    Change(String),
}

/// A task that is marked as done or open.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) place: DocumentLine,
    /// The section it stands in.
    pub(super) section: usize,
    pub(super) done: bool,
    pub(super) text: String,
    /// The thing: sorted roots, and whether it shall *not* be.
    pub(super) thing: TaskSubject,
    /// The part of the project it is said of; none when it is the whole.
    pub(super) part: Vec<String>,
    action: Option<Action>,
    versions: Vec<String>,
    /// A row of a table: its first cell may be one of several of that name.
    pub(super) row: bool,
    /// Is its mark a box?
    boxed: bool,
    /// The section whose criterion it is; a criterion of another one is another, whatever its words.
    criterion: Option<usize>,
    /// What stands in parentheses, or behind a dash.
    narrower: Narrower,
}

/// What a task is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TaskSubject {
    pub(super) words: Vec<String>,
    pub(super) absent: bool,
}

#[derive(Debug, Clone, Default)]
struct Narrower {
    parentheses: Vec<String>,
    tail: Vec<String>,
}

const MAKE: [&str; 9] =
    ["add", "create", "develop", "generate", "implement", "introduce", "provide", "write", "new"];
const VERIFY: [&str; 7] = ["verify", "validate", "ensure", "confirm", "audit", "pass", "passing"];
const REMOVE: [&str; 3] = ["remove", "delete", "drop"];
const CHANGE: [&str; 10] = [
    "fix", "improve", "migrate", "optimize", "refactor", "rename", "replace", "rewrite", "update", "upgrade",
];
static ACTIONS: LazyLock<HashMap<String, Action>> = LazyLock::new(|| {
    let make = MAKE.iter().map(|verb| (root(verb), Action::Make));
    let verify = VERIFY.iter().map(|verb| (root(verb), Action::Verify));
    let remove = REMOVE.iter().map(|verb| (root(verb), Action::Remove));
    let change = CHANGE.iter().map(|verb| (root(verb), Action::Change(root(verb))));
    make.chain(verify).chain(remove).chain(change).collect()
});

const NEGATION: [&str; 12] =
    ["no", "not", "without", "zero", "none", "never", "cannot", "don't", "0", "без", "нет", "не"];
/// Words that say how well, or that it is so at all.
const FILLER: [&str; 33] = [
    "all",
    "already",
    "available",
    "code",
    "complete",
    "completed",
    "completely",
    "correctly",
    "currently",
    "data",
    "done",
    "every",
    "exist",
    "exists",
    "existing",
    "finished",
    "fully",
    "now",
    "pending",
    "please",
    "pre",
    "properly",
    "ready",
    "started",
    "still",
    "successful",
    "successfully",
    "todo",
    "optional",
    "work",
    "works",
    "working",
    "incremental",
];
/// What is said of a thing that is not there.
const FOUND: [&str; 6] = ["detected", "found", "reported", "known", "remaining", "left"];
const SPANS: [&str; 14] = [
    "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "day", "days", "week", "weeks",
    "months",
];
/// A longer text is a paragraph and not the name of a task.
const LONGEST: usize = 400;

impl Task {
    /// The task that an item is, when it is one and is marked.
    pub(super) fn of(compared: &ComparedDocument<'_>, item: &Item, around: &[String]) -> Option<Self> {
        let done = mark(compared, item)? == Mark::Done;
        if item.unwanted || item.text.len() > LONGEST {
            return None;
        }
        let (head, tail) = split(&item.text);
        let inside: String = inside_parentheses(head);
        let head = outside_parentheses(head);
        let absent = words(&head).any(|word| NEGATION.contains(&word.as_str()));
        let (thing, action) = thing(&head, absent)?;
        let own = item.section.filter(|index| {
            compared.document.sections.get(*index).is_some_and(|section| section.line == item.line)
        });
        let section = match own {
            Some(own) => compared.document.sections.get(own).and_then(|section| section.parent),
            None => item.section,
        };
        let mut part: Vec<String> = compared.subject(section).iter().chain(around).cloned().collect();
        // `Refactor client.rs` below `Client.rs refactoring` is said of the whole.
        part.retain(|word| !thing.words.contains(word) && self::action(word, true).is_none());
        part.sort();
        part.dedup();
        Some(Self {
            place: DocumentLine { document: compared.index, line: item.line },
            section: item.section.map_or(0, |section| section + 1),
            done,
            text: item.text.clone(),
            thing,
            part,
            action,
            row: item.form == Form::StatusRow,
            criterion: criterion(compared, item),
            boxed: matches!(item.form, Form::Box | Form::BoxHeading),
            versions: compared.scopes.subjects().versions(section).to_vec(),
            narrower: Narrower { parentheses: narrowing(&inside), tail: narrowing(tail) },
        })
    }

    /// Is it about a file?
    pub(super) fn is_file(&self) -> bool {
        matches!(self.thing.words.as_slice(), [only] if is_path(only))
    }

    /// Could the two be one and the same task? Their things are equal already.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let actions = match (&self.action, &other.action) {
            (one, other) if one == other => true,
            (None, Some(action)) | (Some(action), None) => matches!(action, Action::Make | Action::Verify),
            _ => false,
        };
        let versions =
            self.versions.is_empty() || other.versions.is_empty() || self.versions == other.versions;
        let criteria = match (self.criterion, other.criterion) {
            (Some(one), Some(two)) => self.place.document != other.place.document || one == two,
            _ => true,
        };
        // The state of a row says less than a box: `mostly passing`, `deliverable complete`.
        let rows = (!self.row || other.boxed) && (!other.row || self.boxed);
        actions && versions && criteria && rows && self.narrower.agrees(&other.narrower)
    }
}

impl Narrower {
    fn agrees(&self, other: &Self) -> bool {
        let tails = match (self.tail.as_slice(), other.tail.as_slice()) {
            ([], []) => true,
            // A description of one of them says nothing of the other; a word or two are another case of it.
            ([], tail) | (tail, []) => tail.len() > 2 || tail.iter().any(|word| is_path(word)),
            (one, other) => overlap(one, other),
        };
        let parentheses = match (self.parentheses.as_slice(), other.parentheses.as_slice()) {
            ([], []) => true,
            ([], _) | (_, []) => false,
            (one, other) => overlap(one, other),
        };
        tails && parentheses
    }
}

/// The section that an item is a criterion of. `Acceptance Criteria` is a heading of its own below the task, or a label
/// in its section.
fn criterion(compared: &ComparedDocument<'_>, item: &Item) -> Option<usize> {
    let label = item.label.and_then(|at| compared.document.items.get(at));
    if label.is_some_and(is_criteria) {
        return item.section;
    }
    let section = compared.document.sections.get(item.section?)?;
    if section.role == Role::Criteria { section.parent } else { None }
}

fn is_criteria(label: &Item) -> bool {
    let words = label.lead.as_ref().unwrap_or(&label.text);
    let testing = ["requirements", "requirement", "verification", "validation", "tests"];
    role(words) == Some(Role::Criteria)
        || words
            .to_lowercase()
            .trim_end_matches(':')
            .rsplit(' ')
            .next()
            .is_some_and(|last| testing.contains(&last))
}

/// Do most of the words of the shorter stand in the other?
fn overlap(one: &[String], other: &[String]) -> bool {
    let common = one.iter().filter(|word| other.contains(word)).count();
    common * 2 > one.len().min(other.len())
}

/// The mark of a task. A heading that is a task counts as open when all boxes below it are, or when it stands among
/// what is to be done next.
fn mark(compared: &ComparedDocument<'_>, item: &Item) -> Option<Mark> {
    let section = item.section.and_then(|index| compared.document.sections.get(index));
    if section.is_some_and(|section| matches!(section.role, Role::Prose | Role::NoGo)) {
        return None;
    }
    match (item.form, item.mark) {
        // Below `Success criteria`, a green sign before each line is an ornament.
        (Form::SignedItem, Mark::Done)
            if section.is_some_and(|section| section.role != Role::Tasks)
                || item.label.and_then(|at| compared.document.items.get(at)).is_some_and(is_criteria) =>
        {
            None
        }
        (
            Form::Box
            | Form::BoxHeading
            | Form::SignedItem
            | Form::Metric
            | Form::NumberedHeading
            | Form::StatusRow,
            Mark::Done | Mark::Open,
        ) => Some(item.mark),
        (Form::NumberedHeading, Mark::None) => is_to_do(compared, item).then_some(Mark::Open),
        _ => None,
    }
}

fn is_to_do(compared: &ComparedDocument<'_>, item: &Item) -> bool {
    let Some(index) = item.section else { return false };
    let boxes = compared.scopes.boxes(FigureScope::Section(index));
    let parent = compared.document.sections.get(index).and_then(|section| section.parent);
    let around = parent.and_then(|parent| compared.document.sections.get(parent));
    let said = around.is_some_and(|section| {
        words(&section.heading).any(|word| matches!(word.as_str(), "next" | "todo" | "remaining" | "pending"))
    });
    said || boxes.all > 0 && boxes.done == 0
}

/// The words of the thing and the action. Nothing when too little is said to know it again.
fn thing(head: &str, absent: bool) -> Option<(TaskSubject, Option<Action>)> {
    let mut found = Vec::new();
    let mut made = None;
    // `< 500 lines` and `> 500 lines` are opposites.
    found.extend(head.chars().filter(|sign| matches!(sign, '<' | '>' | '≤' | '≥')).map(String::from));
    for (index, word) in words(head).enumerate() {
        let known = action(&word, index == 0);
        let filler = FILLER.contains(&word.as_str())
            || NEGATION.contains(&word.as_str())
            || absent && FOUND.contains(&word.as_str());
        match known {
            Some(action) => made = made.or(Some(action)),
            None if filler => {}
            None => found.extend(significant_words(&word)),
        }
    }
    found.sort();
    found.dedup();
    let said = found.iter().filter(|word| word.contains(char::is_alphabetic)).count();
    let enough = said > 1 || matches!(found.as_slice(), [only] if is_path(only));
    enough.then_some((TaskSubject { words: found, absent }, made))
}

fn action(word: &str, leading: bool) -> Option<Action> {
    // In the midst of a name only what was done to it is no part of it: `Error handling verified`, `validation rules`.
    let told = ["ed", "written", "pass", "passes", "passing", "audit", "refactoring", "implementation"];
    if !leading && !told.iter().any(|ending| word.ends_with(ending)) {
        return None;
    }
    let stem = root(word);
    match ACTIONS.get(&stem) {
        Some(action) => Some(action.clone()),
        None if leading && matches!(word, "check" | "run") => Some(Action::Verify),
        None => None,
    }
}

/// A task in front of its description: `Wrap calls - new module`. A word before a colon that only says when or how far
/// is no part of it: `Phase 1: Extract the parser`, `Updated: limits are enforced`.
fn split(text: &str) -> (&str, &str) {
    let (head, tail) = [" - ", " – ", " — "]
        .iter()
        .filter_map(|dash| text.split_once(dash))
        .min_by_key(|(head, _)| head.len())
        .unwrap_or((text, ""));
    match head.split_once(": ") {
        Some((before, rest))
            if !rest.trim().is_empty() && named(before, &[]).iter().all(|word| is_number(word)) =>
        {
            let state = words(before).count() <= 3;
            (if state { rest } else { head }, tail)
        }
        _ => (head, tail),
    }
}

/// The words that narrow a task down: not how long it takes, not how far it is.
fn narrowing(text: &str) -> Vec<String> {
    let mut found: Vec<String> = words(text)
        .filter(|word| {
            !SPANS.contains(&word.as_str()) && !FILLER.contains(&word.as_str()) && !is_number(word)
        })
        .filter(|word| !NEGATION.contains(&word.as_str()) && action(word, false).is_none())
        .flat_map(|word| significant_words(&word))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b','))
}

/// A path, or the name of a file.
fn is_path(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=5).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !extension.bytes().all(|byte| byte.is_ascii_digit())
    });
    extension && !is_number(word)
}

fn inside_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let mut inside = String::new();
    for letter in text.chars() {
        match letter {
            '(' => {
                depth += 1;
                inside.push(' ');
            }
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(letter),
            _ => {}
        }
    }
    inside
}
