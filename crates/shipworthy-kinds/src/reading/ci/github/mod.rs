//! The workflows of GitHub Actions: what is in a file, and what GitHub makes of it for an event.

mod leg;
mod repository;
mod scene;
mod script;
mod steps;
mod system;
mod trigger;
mod walk;
mod workflow;

pub(crate) use repository::WorkflowFiles;
pub(crate) use walk::Walk;
