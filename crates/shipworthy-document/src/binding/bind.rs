//! Binds the items of a document: the first rule that understands an item decides.

use super::bound::{Binding, Rule};
use super::context::DocumentIndex;
use super::rules::{self, RULES};
use super::twins;
use crate::document::Document;
use crate::surroundings::Surroundings;

/// What becomes of each item of a document, in their order; `None` when no rule understands it.
pub fn bind(document: &Document, surroundings: &Surroundings) -> Vec<Option<Binding>> {
    let around = DocumentIndex::new(document, surroundings);
    let understood = |item| {
        let rules = if around.may_be_held(item) { RULES } else { rules::LAST };
        let apply = |rule: &&Rule| !around.is_part() || rules::WIDE.iter().all(|wide| wide.id != rule.id);
        around.ask(item, |context| {
            rules.iter().filter(|rule| apply(rule)).find_map(|rule| (rule.bind)(context))
        })
    };
    let mut bindings: Vec<Option<Binding>> = document.items.iter().map(understood).collect();
    twins::bind(document, &mut bindings);
    bindings
}
