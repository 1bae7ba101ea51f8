//! The only room that changes a registry, a remote, a tag or a version.
//!
//! A [`plan::Plan`] says what would change; nothing here acts on one before it is [`plan::ApprovedPlan`]. What acts is an
//! [`effect::Effect`] at a time: it is probed, done, probed again, and written to the [`journal`] before and after, so that
//! a release that was stopped at any moment goes on where it was. What changed is a [`receipt::Receipt`], and is kept as
//! evidence when the release has come to its end.
//!
//! Publishing is `cargo publish`, git is git: nothing of theirs is done again here, and nothing runs but through the
//! engine's door.

pub mod abort;
pub mod call;
mod changelog;
pub mod clock;
pub mod effect;
pub mod environment;
pub mod error;
pub mod event;
pub mod execute;
mod execution;
pub mod gather;
pub mod journal;
mod lock;
mod manifest;
mod order;
pub mod plan;
pub mod planning;
pub mod preflight;
pub mod receipt;
mod record;
pub mod refusal;
pub mod registry;
mod requirement;
pub mod secret;
mod tag;
pub mod underway;
mod undo;
pub mod version;
pub mod yank;
