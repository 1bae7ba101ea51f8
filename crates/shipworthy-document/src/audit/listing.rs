//! Files that a document only lists, without a mark: what the words above the list say of them.

use shipworthy_model::claim::Mark;

use crate::document::Document;
use crate::item::{Form, Item};
use crate::reading::role::{is_made, is_work};

/// What a list of files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    /// `Files created`: they are there.
    Told,
    /// `Files to create`, `Next steps`: they are to be made, and open.
    Plan,
    /// `Deliverables`, `Structure`: nobody said that they are there, nor that they are missing.
    Bare,
}

/// The rules that only say that something is there.
const THERE: [&str; 2] = ["file-there", "file-label"];
/// Words of something that is not there yet.
#[rustfmt::skip]
const PLAN: [&str; 18] = [
    "add", "be", "create", "deliver", "generate", "missing", "needed", "needs", "new", "next", "plan", "planned", "remaining",
    "required", "should", "todo", "will", "write",
];

impl Listing {
    /// What lists an item that has no mark, and is bound by this rule; nothing when it is no file of a list.
    pub(crate) fn of(document: &Document, item: &Item, mark: Mark, rule: &str) -> Option<Self> {
        let listed = matches!(item.form, Form::BareItem | Form::Label) && mark == Mark::None;
        // `Created src/a.rs` tells what was done, whatever list it stands in.
        if listed && item.form == Form::BareItem && tells(&item.text) {
            return Some(Self::Told);
        }
        let noun = rule == "file-created" && !asks(&item.text);
        if !listed || !(THERE.contains(&rule) || noun) {
            return None;
        }
        if item.form == Form::Label {
            // `GitHub Actions (a.yml)` above a fence is no list of actions.
            let said = match Self::said(&item.text) {
                Self::Plan if !has(&item.text, &PLAN) => Self::Bare,
                said => said,
            };
            return Some(if heads_open_work(document, item) { Self::Plan } else { said });
        }
        // A list with words of its own is not the list of its section.
        let near: Vec<&str> = [item.parent, item.label]
            .into_iter()
            .flatten()
            .filter_map(|at| document.items.get(at))
            .filter(|above| matches!(above.form, Form::Label))
            .map(|above| above.text.as_str())
            .collect();
        let section = item.section.and_then(|at| document.sections.get(at));
        let said = match near.first() {
            Some(label) => Self::said(label),
            None => section.map_or(Self::Bare, |section| Self::said(&section.title)),
        };
        // What a finished section had to make is no work any more.
        let done = section.is_some_and(|section| section.mark == Mark::Done);
        Some(if said == Self::Plan && done { Self::Bare } else { said })
    }

    fn said(text: &str) -> Self {
        if is_made(text) {
            Self::Told
        } else if is_work(text) || has(text, &PLAN) {
            Self::Plan
        } else {
            Self::Bare
        }
    }
}

fn has(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
}

/// Does a statement open with what is to be done? `Tests in tests/a.rs` does not.
fn asks(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "add" | "create" | "generate" | "implement" | "introduce" | "write")
}

/// Does a statement open with what was done?
fn tells(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    matches!(first, "Added" | "Created" | "Deleted" | "Generated" | "Removed" | "Wrote")
}

/// Has a label open tasks below it?
fn heads_open_work(document: &Document, label: &Item) -> bool {
    let after = document.items.partition_point(|item| item.span.start <= label.span.start);
    let below = document.items[after..].iter();
    let own = below.take_while(|item| item.form != Form::Label && item.section == label.section);
    let its = |item: &Item| {
        let above = item.label.and_then(|at| document.items.get(at));
        above.is_some_and(|above| above.span.start == label.span.start)
    };
    own.into_iter().any(|item| item.form == Form::Box && item.mark == Mark::Open && its(item))
}

#[cfg(test)]
mod tests {
    use super::Listing;

    #[test]
    fn the_words_above_a_list_say_what_it_lists() {
        for (text, want) in [
            ("Files Created", Listing::Told),
            ("Files to be created", Listing::Plan),
            ("Files to Create/Modify", Listing::Plan),
            ("Next steps", Listing::Plan),
            ("Deliverables", Listing::Bare),
            ("Project structure", Listing::Bare),
        ] {
            assert_eq!(Listing::said(text), want, "{text}");
        }
    }
}
