//! What a statement gets from where it stands: the words it belongs to, its priority, who does it, how long it takes.

use shipworthy_model::checklist::Priority;
use shipworthy_model::claim::Mark;

use crate::document::{Document, Section};
use crate::item::{Form, Item, Note};

use super::heading;

const OWNER: [&str; 5] = ["owner", "owners", "assignee", "responsible", "ответственный"];
const EFFORT: [&str; 7] =
    ["effort", "estimate", "time", "duration", "estimated time", "estimated effort", "time estimate"];
const WHY: [&str; 6] = ["why", "reason", "rationale", "impact", "risk", "justification"];

/// How words begin that make a thing optional.
const OPTIONAL: [&str; 3] = ["optional", "необязательн", "опциональн"];

/// An item in its document.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedItem<'a> {
    pub(super) document: &'a Document,
    pub(super) item: &'a Item,
}

impl<'a> PlacedItem<'a> {
    /// The section that the item stands in.
    pub(super) fn section(self) -> Option<&'a Section> {
        self.document.sections.get(self.item.section?)
    }

    /// The sections around the item, the nearest first.
    fn sections(self) -> impl Iterator<Item = &'a Section> {
        // A section lies in one that begins before it; anything else would lead around in circles.
        let parent = move |at: &usize| self.document.sections.get(*at)?.parent.filter(|parent| parent < at);
        std::iter::successors(self.item.section, parent).filter_map(|at| self.document.sections.get(at))
    }

    /// The item that this one is nested below, or the label above its list; not a heading, under which everything stands.
    pub(super) fn holder(self) -> Option<&'a Item> {
        self.stands_below(self.item.parent).or_else(|| self.stands_below(self.item.label))
    }

    fn stands_below(self, at: Option<usize>) -> Option<&'a Item> {
        let item = self.document.items.get(at?)?;
        (!matches!(item.form, Form::NumberedHeading | Form::BoxHeading)).then_some(item)
    }

    /// What it belongs to, when it does not stand for itself: what holds it, or for a few words the heading.
    pub(super) fn context(self) -> Option<&'a str> {
        let words = |text: &str| text.split_whitespace().count();
        let name = |holder: &'a Item| trimmed(heading::name(holder.lead.as_deref().unwrap_or(&holder.text)));
        let nested = self.stands_below(self.item.parent).map(name);
        let label = self.stands_below(self.item.label).map(name);
        // `Check:` tells less than the heading above it, and `Success criteria:` nothing.
        let vague = label.is_some_and(|label| words(label) <= 1);
        let label = label.filter(|label| words(label) > 1 && !label.to_lowercase().contains("criteria"));
        let few =
            words(&self.item.text) <= 2 && self.item.codes.is_empty() && self.item.form != Form::StatusRow;
        let heading = || self.section().filter(|_| few || vague).and_then(|section| self.subject(section));
        nested.or(label).or_else(heading).filter(|text| !text.is_empty())
    }

    /// What a heading is about; nothing when it is the title, the item itself, or only says how far or how urgent.
    fn subject(self, section: &'a Section) -> Option<&'a str> {
        let above =
            section.parent.and_then(|at| self.document.sections.get(at)).and_then(|above| above.priority);
        let ranks = section.priority.is_some() && section.priority != above;
        let tells =
            section.level > 1 && section.line != self.item.line && section.mark == Mark::None && !ranks;
        tells.then(|| trimmed(heading::name(&section.title)))
    }

    /// The priority of the item, or that of what it stands in. What is not said is P1: it was worth a line of the checklist.
    pub(super) fn priority(self) -> Priority {
        let items = &self.document.items;
        let parent = |at: &usize| items.get(*at)?.parent.filter(|parent| parent < at);
        let holders = std::iter::successors(self.item.parent.or(self.item.label), parent);
        let holders = holders.filter_map(|at| items.get(at));
        let stated = std::iter::once(self.item).chain(holders).find_map(|item| item.priority);
        let optional =
            self.sections().any(|section| is_optional(&section.heading)) || is_optional(&self.item.text);
        let section = || self.sections().find_map(|section| section.priority);
        stated.or_else(|| if optional { Some(Priority::P2) } else { section() }).unwrap_or(Priority::P1)
    }

    /// Who does it.
    pub(super) fn owner(self) -> Option<String> {
        self.nearest(&OWNER)
    }

    /// Why it matters.
    pub(super) fn why(self) -> Option<String> {
        self.nearest(&WHY)
    }

    /// How much work it is; what is said of its whole section is told so.
    pub(super) fn effort(self) -> Option<String> {
        let shared = || {
            let section = self.section()?;
            let effort = find(&EFFORT, &section.notes)?;
            let all = section.number.as_deref().unwrap_or_else(|| heading::name(&section.title));
            Some(if section.line == self.item.line { effort } else { format!("{effort} (section {all})") })
        };
        self.own_effort().or_else(shared)
    }

    /// How much work it says that it is.
    pub(super) fn own_effort(self) -> Option<String> {
        find(&EFFORT, &self.item.notes)
    }

    fn nearest(self, keys: &[&str]) -> Option<String> {
        find(keys, &self.item.notes)
            .or_else(|| self.sections().find_map(|section| find(keys, &section.notes)))
    }
}

fn is_optional(text: &str) -> bool {
    let optional = |word: &str| OPTIONAL.iter().any(|start| word.starts_with(start));
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(optional)
}

fn find(keys: &[&str], notes: &[Note]) -> Option<String> {
    let note = notes.iter().find(|note| keys.contains(&note.key.as_str()))?;
    Some(on_one_line(&note.value)).filter(|value| !value.is_empty())
}

/// The words, with one blank between two.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without the marks at the end of a sentence.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || ":.;?".contains(c)).trim_start()
}
