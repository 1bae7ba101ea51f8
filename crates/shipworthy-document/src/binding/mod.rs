//! From an item to a check: a table of rules, one file each.

mod bound;
mod context;
mod existence;
mod expectation;
mod files;
mod form;
mod gist;
mod invocation;
mod lines;
mod listing;
mod mention;
mod outline;
mod place;
mod plans;
mod rules;
mod rust;
mod size;
mod statement;
mod topic;
mod twins;
mod version;

pub use bound::{Binding, Bound, Example, Rule};
pub use context::{Around, Context};
pub use files::Files;
pub use rules::RULES;

use crate::document::Document;
use crate::surroundings::Surroundings;

/// What becomes of each item of a document, in their order; `None` when no rule understands it.
pub fn bind(document: &Document, surroundings: &Surroundings) -> Vec<Option<Binding>> {
    let around = Around::new(document, surroundings);
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

#[cfg(test)]
mod tests;
