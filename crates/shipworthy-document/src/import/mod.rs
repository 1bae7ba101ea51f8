//! From the items of a document to gates of `readiness.toml`, its formatting kept.
//!
//! **Phases** are the headings over the headings of tasks. A phase that is there already, by its gates, its title or its
//! id, is used; a new one stands behind the others. **Gates** are the items that a check can decide or a person can
//! answer; what only says something is counted. A statement that stands twice is one gate, from its first place.
//!
//! **Importing again**: once written, a gate belongs to whoever edits the file. Import finds it again by its title, its
//! id, its line or its check, lets its `source` follow the line, and touches nothing else: where the document says
//! otherwise, that is told. A gate whose statement is gone stays and is told. Only a gate that was deleted comes back,
//! because nothing remembers it; the document is the place to take its statement out.

mod addition;
mod difference;
mod draft;
mod drafts;
mod edit;
mod existing;
mod grouping;
mod heading;
mod matching;
mod merge;
mod placed_item;
mod slug;
mod toml;

pub use existing::ImportRefusal;
pub use merge::{gates, import};
pub use toml::check as check_as_toml;

#[cfg(test)]
mod tests;
