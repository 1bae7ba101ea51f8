//! A heading or an item that is marked as done, with open items below it.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::claim::Mark;

use crate::document::{Document, Role, Section};
use crate::figure::{FigureScope, significant_words};
use crate::item::{Form, Item};
use crate::reading::emoji::{self, is_emoji};

use super::compared_document::ComparedDocument;
use super::ledger::{DocumentLine, Ledger};

/// Headings with these words head what is to be looked at: a green sign there is an ornament.
const LISTS: [&str; 12] = [
    "checklist",
    "criteria",
    "criterion",
    "task",
    "todo",
    "next",
    "step",
    "item",
    "requir",
    "definit",
    "plan",
    "pre",
];
/// What is not needed may be open below what is done.
const NOT_NEEDED: [&str; 7] = ["optional", "nice-to-have", "future", "later", "stretch", "bonus", "deferred"];

pub(super) fn find(compared: &ComparedDocument<'_>, ledger: &mut Ledger<'_>) {
    let document = compared.document;
    let open: Vec<&Item> = document.items.iter().filter(|item| is_open_work(document, item)).collect();
    // Where nothing is ticked at all, green signs are ornaments of a template.
    let template = compared.scopes.boxes(FigureScope::Document).done == 0;
    let pictures = Pictures::of(document);
    for (index, section) in document.sections.iter().enumerate() {
        let ornament = template || pictures.are_of(section) || is_below_criteria(document, section);
        let closing = says_only_that_it_is_done(section)
            && (section.heading.contains('!')
                || compared.scopes.boxes(FigureScope::Section(index)).done == 0);
        if !is_done(document, section) || closing || is_list(section) || ornament && !says_done(section) {
            continue;
        }
        let from = open.partition_point(|item| item.span.start < section.span.start);
        let mut below = open[from..].iter().take_while(|item| item.span.start < section.span.end);
        // The heading of the section is an item itself when it is numbered.
        let Some(first) = below.find(|item| item.line != section.line) else { continue };
        ledger.both(
            DocumentLine { document: compared.index, line: section.line },
            DocumentLine { document: compared.index, line: first.line },
            format!("the heading is marked as done, and `{}` below it is open", first.text),
            format!("it is open, and the heading `{}` above it is marked as done", compared.heading(index)),
        );
    }
    let mut told: BTreeMap<usize, ()> = BTreeMap::new();
    for item in &open {
        let Some((index, parent)) = item.parent.and_then(|index| Some((index, document.items.get(index)?)))
        else {
            continue;
        };
        let is_heading = matches!(parent.form, Form::BoxHeading | Form::NumberedHeading | Form::Label);
        if parent.mark != Mark::Done || is_heading || told.insert(index, ()).is_some() {
            continue;
        }
        ledger.both(
            DocumentLine { document: compared.index, line: parent.line },
            DocumentLine { document: compared.index, line: item.line },
            format!("it is marked as done, and `{}` below it is open", item.text),
            format!("it is open, and `{}` above it is marked as done", parent.text),
        );
    }
}

fn is_done(document: &Document, section: &Section) -> bool {
    let own = document.items.partition_point(|item| item.span.start < section.span.start);
    let boxed = document.items[own..].iter().take_while(|item| item.line <= section.line);
    let ticked = boxed.into_iter().any(|item| {
        item.line == section.line
            && matches!(item.form, Form::BoxHeading | Form::NumberedHeading)
            && item.mark == Mark::Done
    });
    section.role == Role::Tasks && !is_partly(section) && (section.mark == Mark::Done || ticked)
}

/// Does it say beside its green sign that a part is missing?
fn is_partly(section: &Section) -> bool {
    let heading = section.heading.to_lowercase();
    let percent = heading.find('%').is_some_and(|at| !heading[..at].trim_end().ends_with("100"));
    percent
        || ["pending", "started", "partial", "progress", "remaining"]
            .iter()
            .any(|word| heading.contains(word))
}

/// Does it say in words that it is done?
fn says_done(section: &Section) -> bool {
    let heading = section.heading.to_lowercase();
    ["complete", "done", "finished", "100%", "[x]", "готов", "заверш"]
        .iter()
        .any(|word| heading.contains(word))
}

/// Is it `Done! ✅`, a closing word that names nothing which could be done? What stands below is for signing off.
fn says_only_that_it_is_done(section: &Section) -> bool {
    const CLOSING: [&str; 12] = [
        "done",
        "complete",
        "completed",
        "finished",
        "ready",
        "all",
        "set",
        "that's",
        "it",
        "you're",
        "we're",
        "success",
    ];
    let heading = section.heading.to_lowercase().replace('’', "'");
    let mut words = heading
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| CLOSING.contains(&word))
}

fn is_list(section: &Section) -> bool {
    significant_words(&section.title).iter().any(|word| LISTS.contains(&word.as_str()))
}

/// The pictures before the headings of a document that do not say how far something is, by the level of the heading.
#[derive(Default)]
struct Pictures(BTreeMap<u8, BTreeSet<char>>);

impl Pictures {
    fn of(document: &Document) -> Self {
        let mut all = Self::default();
        for section in &document.sections {
            if let Some(picture) = Self::before(section).filter(|picture| !Self::is_state(*picture)) {
                all.0.entry(section.level).or_default().insert(picture);
            }
        }
        all
    }

    fn before(section: &Section) -> Option<char> {
        let first = section.heading.trim_start_matches(['*', '_', ' ']).chars().next();
        first.filter(|first| is_emoji(*first))
    }

    fn is_state(picture: char) -> bool {
        emoji::leading(&picture.to_string()).is_some_and(|(_, mark)| mark != Mark::None)
    }

    /// Does the green sign of a heading stand where its neighbours have other pictures? `✅ Approval` beside `🔧 Settings`
    /// and `📊 Metrics`.
    fn are_of(&self, section: &Section) -> bool {
        const SEVERAL: usize = 3;
        let (Some(own), Some(others)) = (Self::before(section), self.0.get(&section.level)) else {
            return false;
        };
        others.len() - usize::from(others.contains(&own)) >= SEVERAL
    }
}

/// Is it one of the criteria that a heading above it, or the title, announces? A green sign there is an ornament.
fn is_below_criteria(document: &Document, section: &Section) -> bool {
    let up = |section: &&Section| document.sections.get(section.parent?);
    std::iter::successors(up(&section), up).any(|above| {
        significant_words(&above.title)
            .iter()
            .any(|word| matches!(word.as_str(), "criteria" | "criterion" | "definit"))
    })
}

/// Is it a box of work that is not done, and needed?
fn is_open_work(document: &Document, item: &Item) -> bool {
    let role = item.section.and_then(|index| document.sections.get(index)).map(|section| section.role);
    let marked = matches!(item.form, Form::Box | Form::BoxHeading);
    marked
        && item.mark == Mark::Open
        && !item.unwanted
        && role != Some(Role::NoGo)
        && !is_optional(&item.text)
}

/// Does it say that it is not needed?
pub(super) fn is_optional(text: &str) -> bool {
    let text = text.to_lowercase();
    NOT_NEEDED.iter().any(|word| text.contains(word))
}
