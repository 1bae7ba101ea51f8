//! Which items a completion sums up: those of a section, or all of the document.

use std::collections::HashMap;

use crate::document::{Document, Role};
use crate::item::Form;
use shipworthy_model::claim::Mark;

use super::subject::Subjects;
use super::vocabulary::significant_words;

/// The items that a completion sums up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FigureScope {
    /// Those of one section, an index into `Document::sections`, with the sections below it.
    Section(usize),
    /// Those of the whole document.
    Document,
}

/// How many boxes there are, and how many are ticked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Boxes {
    /// The number of boxes that are ticked.
    pub done: u64,
    /// The number of all boxes.
    pub all: u64,
}

/// The sections of a document by the words of their headings, and the boxes below them.
pub(crate) struct Scopes {
    boxes: Vec<Boxes>,
    whole: Boxes,
    by_first_word: HashMap<String, Vec<usize>>,
    words: Vec<Vec<String>>,
    subjects: Subjects,
}

/// A heading of more words than this is a sentence.
const LONGEST_HEADING: usize = 24;

impl Scopes {
    pub(crate) fn of(document: &Document) -> Self {
        let (boxes, whole) = count(document);
        let words: Vec<Vec<String>> =
            document.sections.iter().map(|section| short(&section.heading)).collect();
        let mut by_first_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, heading) in words.iter().enumerate() {
            if let Some(first) = heading.iter().find(|word| is_name(word)) {
                by_first_word.entry(first.clone()).or_default().push(index);
            }
        }
        Self { boxes, whole, by_first_word, words, subjects: Subjects::of(document) }
    }

    /// The boxes that a scope holds.
    pub(crate) fn boxes(&self, scope: FigureScope) -> Boxes {
        match scope {
            FigureScope::Document => self.whole,
            FigureScope::Section(index) => self.boxes.get(index).copied().unwrap_or_default(),
        }
    }

    /// Does a section speak for the whole project, and not for a part of it?
    pub(crate) fn speaks_for_all(&self, section: Option<usize>) -> bool {
        self.subjects.section(section).is_empty()
    }

    /// What the sections are about.
    pub(crate) fn subjects(&self) -> &Subjects {
        &self.subjects
    }

    /// Do the words of a label all stand in the title of the document?
    pub(crate) fn in_title(&self, document: &Document, label: &str) -> bool {
        let titled = document.sections.first().is_some_and(|first| first.level == 1);
        let title = self.words.first().map(Vec::as_slice).unwrap_or_default();
        titled && significant_words(label).iter().all(|word| title.contains(word))
    }

    /// The section that some words name: its heading begins with the first of them and holds them all. Of several, the
    /// one with as many boxes as the line says, else the first that has any.
    pub(crate) fn named(&self, label: &str, whole: Option<u64>) -> Option<usize> {
        let label = significant_words(label);
        // `Tasks: 7/9` names the heading `Tasks`, and none of those that begin with `Task 1`.
        let plain =
            label.iter().all(|word| matches!(word.as_str(), "task" | "phas" | "phase" | "step" | "week"));
        let first = label.iter().find(|word| is_name(word))?;
        // One word may begin many headings. It names one when the line counts its items.
        if label.len() < 2 && whole.is_none() {
            return None;
        }
        let sections = self.by_first_word.get(first)?;
        let holds = |index: &usize| {
            let heading = self.words.get(*index)?;
            let same =
                label.iter().all(|word| heading.contains(word)) && !(plain && heading.len() > label.len());
            let boxes = self.boxes.get(*index)?;
            (same && boxes.all > 0).then_some((*index, *boxes))
        };
        // A word that begins hundreds of headings names none of them.
        let found: Vec<(usize, Boxes)> = sections.iter().take(MOST_NAMESAKES).filter_map(holds).collect();
        let equal = found.iter().find(|(_, boxes)| whole == Some(boxes.all));
        equal.or(found.first()).map(|(index, _)| *index)
    }
}

fn short(heading: &str) -> Vec<String> {
    let mut words = significant_words(heading);
    words.truncate(LONGEST_HEADING);
    words
}

const MOST_NAMESAKES: usize = 64;

fn is_name(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

/// The boxes of every section, those of the sections below it included, and of the document. A tick in a NO-GO list is
/// no progress.
fn count(document: &Document) -> (Vec<Boxes>, Boxes) {
    let mut boxes = vec![Boxes::default(); document.sections.len()];
    let mut whole = Boxes::default();
    for item in document.items.iter().filter(|item| matches!(item.form, Form::Box | Form::BoxHeading)) {
        let role = item.section.and_then(|index| document.sections.get(index)).map(|section| section.role);
        if item.unwanted || role == Some(Role::NoGo) || item.mark == Mark::None {
            continue;
        }
        whole.all += 1;
        whole.done += u64::from(item.mark == Mark::Done);
        if let Some(section) = item.section.and_then(|index| boxes.get_mut(index)) {
            section.all += 1;
            section.done += u64::from(item.mark == Mark::Done);
        }
    }
    // A parent stands before its children, so backwards every section is complete when it is added to its parent.
    for (index, section) in document.sections.iter().enumerate().rev() {
        let below = boxes[index];
        if let Some(parent) = section.parent.filter(|parent| *parent < index) {
            boxes[parent].all += below.all;
            boxes[parent].done += below.done;
        }
    }
    (boxes, whole)
}
