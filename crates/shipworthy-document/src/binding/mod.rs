//! From an item to a check: a table of rules, one file each.

mod bind;
mod bound;
mod context;
mod existence;
mod expectation;
mod files;
mod form;
mod gist;
mod invocation;
mod line_count;
mod listing;
mod mention;
mod outline;
mod plans;
mod resolved_path;
mod rules;
mod rust;
mod size;
mod statement;
mod topic;
mod twins;
mod version;

pub use bind::bind;
pub use bound::{Binding, Bound, Example, Rule};
pub use context::{DocumentIndex, ItemContext};
pub use files::Files;
pub use rules::RULES;

#[cfg(test)]
mod tests;
