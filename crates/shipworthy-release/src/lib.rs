//! The only room that changes a registry, a remote, a tag or a version.
//!
//! A [`plan::Plan`] says what would change; nothing here acts on one before it is a [`preflight::ApprovedPlan`]. What acts is
//! one [`effect::Effect`] at a time: it is probed, done, probed again, and written to the [`store::Journal`] before and
//! after, so that a release that was stopped at any moment goes on where it was. What changed is a [`receipt::Receipt`], and
//! is kept as evidence when the release has come to its end.
//!
//! Publishing is `cargo publish`, git is git: nothing of theirs is done again here, and nothing runs, is written or waited
//! for but through `shipworthy_engine::sys`.
//!
//! A newcomer reads in this order: [`plan`] and [`effect`] (the data), [`planning`] (how a plan is made), [`preflight`] (what
//! must hold before it is carried out), [`execute`] and `steps` (carrying it out), [`abort`] and [`yank`] (giving it up).

pub mod abort;
pub mod effect;
pub mod error;
pub mod event;
pub mod execute;
pub mod plan;
pub mod planning;
pub mod preflight;
pub mod receipt;
pub mod registry;
pub mod repository;
pub mod runtime;
mod steps;
pub mod store;
pub mod yank;
