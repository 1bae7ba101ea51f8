//! All that a document states: which of its items become gates, and which only say something.

use std::collections::{HashMap, HashSet};

use shipworthy_model::import::Remark;

use crate::binding::{Binding, Bound};
use crate::document::Document;
use crate::item::Item;

use super::draft::{Draft, is_claim, normal};
use super::placed_item::PlacedItem;
use super::toml;

/// What the items of a document come to.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) gates: Vec<Draft>,
    /// Statements that are carried as text.
    pub(super) texts: usize,
    /// Statements that repeat an earlier one: the item, and the place of the earlier one among the gates.
    pub(super) repeated: Vec<(usize, usize)>,
    pub(super) remarks: Vec<Remark>,
}

impl Drafts {
    /// Makes a draft of each item that becomes a gate.
    pub(super) fn new(document: &Document, bindings: &[Option<Binding>]) -> Self {
        let mut drafts = Self::default();
        let mut said = HashMap::new();
        let holders = Holders::new(document, bindings);
        for (at, item) in document.items.iter().enumerate() {
            let around = PlacedItem { document, item };
            let binding = bindings.get(at).and_then(Option::as_ref);
            drafts.remarks.extend(binding.and_then(|binding| remark(item, binding)));
            let bound = binding.map(|binding| &binding.bound);
            match Draft::new(at, around, bound, holders.hold(at, item)) {
                None => drafts.texts += 1,
                Some(draft) => match repeats(&mut said, around, &draft, drafts.gates.len()) {
                    Some(first) => drafts.repeated.push((at, first)),
                    None => drafts.gates.push(draft),
                },
            }
        }
        drafts
    }
}

/// The place of what said the same before, in the same words below the same, or by the same check; `place` is that of
/// this one.
fn repeats(
    said: &mut HashMap<String, usize>,
    around: PlacedItem<'_>,
    draft: &Draft,
    place: usize,
) -> Option<usize> {
    let below = around.holder().map_or("", |holder| &holder.text);
    let words = format!("{}\n{}", normal(below), normal(&draft.statement));
    let mut say = |what: String| {
        let first = *said.entry(what).or_insert(place);
        Some(first).filter(|first| *first != place)
    };
    let same_words = say(words);
    // What a check decides is no repetition of what a person was asked.
    if draft.is_asked() { same_words } else { say(toml::check(&draft.check)) }
}

/// Items with claims below them: nested, in their list, or in their section.
struct Holders {
    items: HashSet<usize>,
    lines: HashSet<u32>,
}

impl Holders {
    fn new(document: &Document, bindings: &[Option<Binding>]) -> Self {
        let (mut items, mut lines) = (HashSet::new(), HashSet::new());
        for (at, item) in document.items.iter().enumerate() {
            let text = matches!(bindings.get(at), Some(Some(Binding { bound: Bound::Text, .. })));
            if !text && is_claim(item.form) {
                items.extend(item.parent.into_iter().chain(item.label));
                let section = PlacedItem { document, item }.section().map(|section| section.line);
                lines.extend(section.filter(|line| *line != item.line));
            }
        }
        Self { items, lines }
    }

    fn hold(&self, at: usize, item: &Item) -> bool {
        self.items.contains(&at) || self.lines.contains(&item.line)
    }
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
