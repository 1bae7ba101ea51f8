//! Continuous integration as its files describe it: what a service would run, where, on which events, and whether a failure
//! comes through. What cannot be decided is said with its line, and never guessed.

pub(crate) mod answer;
#[cfg(test)]
mod cases;
pub(crate) mod demand;
mod expression;
pub(crate) mod github;
pub(crate) mod gitlab;
mod shell;
