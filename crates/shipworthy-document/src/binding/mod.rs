//! From an item to a check: a table of rules, one file each.

mod bound;

pub use bound::{Binding, Bound, Example, Rule};
