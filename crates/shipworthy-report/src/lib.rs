//! Records and verdicts to bytes: text for people, JSON for scripts.
//!
//! Data in, text out. This crate refuses files, the clock, the environment and printing; it cannot reach the engine,
//! so it cannot change an outcome. Whoever calls it hands in the time, the width of the screen and whether colours
//! are wanted ([`view::View`]). Whatever tools and users wrote goes through [`text::plain`] before a person sees it.

#[cfg(feature = "documents")]
pub mod audit;
pub mod bench;
pub mod doctor;
mod ground;
pub mod human;
#[cfg(feature = "documents")]
pub mod import;
pub mod json;
pub mod progress;
pub mod reference;
pub mod release;
mod released;
mod row;
pub mod snippet;
mod summary;
pub mod sync;
pub mod text;
pub mod view;
pub mod why;
