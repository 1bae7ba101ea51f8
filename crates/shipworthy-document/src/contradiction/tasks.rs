//! One task, done in one place and open in another.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::figure::named;

use super::compared_document::ComparedDocument;
use super::ledger::Ledger;
use super::task::{Task, TaskSubject};

/// How many tasks of the same words are looked at for each one. More of them are a template.
const MOST: usize = 8;
/// A task said of the whole and one said of a part are the same only when this many words are.
const SURE: usize = 3;
/// What so many sections of one document ask for is asked for anew each time: `All tests pass` below every task.
const EACH: usize = 3;
/// The same for tasks of documents about different things.
const SURER: usize = 4;

/// The tasks of one thing, by the part of the project they are said of.
type TasksByPart<'a> = BTreeMap<&'a [String], Vec<&'a Task>>;

pub(super) fn find(all: &[ComparedDocument<'_>], ledger: &mut Ledger<'_>) {
    let tasks: Vec<Task> = all.iter().flat_map(tasks).collect();
    let mut groups: HashMap<&TaskSubject, TasksByPart<'_>> = HashMap::new();
    for task in &tasks {
        groups.entry(&task.thing).or_default().entry(&task.part).or_default().push(task);
    }
    let repeated: HashSet<&TaskSubject> =
        groups.iter().filter(|(_, group)| is_asked_again(group)).map(|(thing, _)| *thing).collect();
    for task in tasks.iter().filter(|task| !repeated.contains(&task.thing)) {
        let Some(group) = groups.get(&task.thing) else { continue };
        let Some(other) = opposite(task, group, all) else { continue };
        let (at_task, at_other) = (says(task, other), says(other, task));
        ledger.both(task.place, other.place, at_task, at_other);
    }
}

/// Does each of several sections of one document ask for the same?
fn is_asked_again(group: &TasksByPart<'_>) -> bool {
    let tasks = || group.values().flatten();
    if tasks().count() < EACH {
        return false;
    }
    let mut sections: HashMap<usize, HashSet<usize>> = HashMap::new();
    for task in tasks() {
        sections.entry(task.place.document).or_default().insert(task.section);
    }
    sections.values().any(|sections| sections.len() >= EACH)
}

fn tasks(compared: &ComparedDocument<'_>) -> Vec<Task> {
    let items = &compared.document.items;
    // What an item stands below is looked at once, however many items do.
    let mut around: HashMap<usize, Vec<String>> = HashMap::new();
    let mut found = Vec::new();
    for item in items {
        for above in item.parent.iter().chain(&item.label) {
            if !around.contains_key(above)
                && let Some(parent) = items.get(*above)
            {
                around.insert(*above, named(&parent.text, compared.scopes.subjects().title()));
            }
        }
        let words: Vec<String> = item
            .parent
            .iter()
            .chain(&item.label)
            .filter_map(|above| around.get(above))
            .flatten()
            .cloned()
            .collect();
        found.extend(Task::of(compared, item, &words));
    }
    found
}

/// The first task that is the same and has the other mark.
fn opposite<'a>(task: &Task, group: &TasksByPart<'a>, all: &[ComparedDocument<'_>]) -> Option<&'a Task> {
    let none: &[String] = &[];
    let same_part = group.get(task.part.as_slice());
    let others: Vec<&Vec<&Task>> = match task.part.as_slice() {
        [] => same_part
            .into_iter()
            .chain(group.iter().filter(|(part, _)| !part.is_empty()).map(|(_, tasks)| tasks))
            .take(MOST)
            .collect(),
        _ => same_part.into_iter().chain(group.get(none)).collect(),
    };
    others
        .into_iter()
        .flat_map(|tasks| different_mark(tasks, task.done))
        .find(|other| task.is_same(other) && is_comparable(task, other, all))
}

/// The first tasks of a list that are marked otherwise.
fn different_mark<'a>(tasks: &[&'a Task], done: bool) -> impl Iterator<Item = &'a Task> {
    tasks.iter().take(MOST * MOST).copied().filter(move |task| task.done != done).take(MOST)
}

/// Are both said of things that are the same?
fn is_comparable(task: &Task, other: &Task, all: &[ComparedDocument<'_>]) -> bool {
    let path = task.is_file() && task.thing.words.iter().any(|word| word.contains('/'));
    let words = task.thing.words.len();
    let parts = path || task.part == other.part || words >= SURE && !task.row && !other.row;
    let (Some(one), Some(two)) = (all.get(task.place.document), all.get(other.place.document)) else {
        return false;
    };
    if one.index == two.index {
        return parts;
    }
    let titles = one.scopes.subjects().title() == two.scopes.subjects().title();
    path || parts && one.folder() == two.folder() && (titles || words >= SURER)
}

fn says(task: &Task, other: &Task) -> String {
    let (here, there) = if task.done { ("done", "open") } else { ("open", "done") };
    format!("`{}` is {there} there, and the same is {here} here", other.text)
}
