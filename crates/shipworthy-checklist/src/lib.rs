//! Text to model: reads `readiness.toml`, with every mistake at its place.
//!
//! [`read`] is the way in; [`json_schema`] tells editors what may be written, [`advice`] what
//! somebody most likely meant. From the text, `syntax` makes a `tree`;
//! `phase`, `gate`, `waiver`, `sign_off`, `policy` and `release` walk it through the cursors of `table` and `field`; `param` (with `path`,
//! `text`, `number` and `refusal`) holds what is given to a check against the schema of its kind; `graph` looks at what gates say about each other.
//!
//! [`ChecklistPlaces`] finds again where something stands; [`weakenings`] holds two checklists against each other.
//!
//! This crate refuses files, the clock and processes, and knows check kinds by their schema only.

mod advice;
mod approval;
mod field;
mod gate;
mod graph;
mod number;
mod param;
mod param_change;
mod path;
mod person;
mod phase;
mod places;
mod policy;
mod read;
mod refusal;
mod release;
mod schema;
mod sign_off;
mod syntax;
mod table;
mod text;
mod tree;
mod variable;
mod waiver;
mod weakening;

pub use advice::advice;
pub use places::{ChecklistPart, ChecklistPlaces};
pub use read::read;
pub use schema::json_schema;
pub use weakening::{WrittenChecklist, weakenings};
