//! The only hands: looks at a workspace, runs the steps of its checks, keeps the evidence.
//!
//! It never prints, never judges (a check's `judge` and `shipworthy_model::verdict` do), and never changes the world
//! outside the workspace's target directory and its `.readiness` folder.
//!
//! - [`kind`] and [`kinds`]: what a check is, and the table of ours
//! - [`tree`], [`workspace`], [`tools`], [`machine`], [`git`]: what is so
//! - [`door`]: the only way to processes, files and the clock
//! - [`fingerprint`], [`evidence`]: what a result depends on, and where it is kept
//! - [`survey`], [`plan`], [`run`]: what is proven, what is to do, doing it
//! - [`doctor`]: can this machine do it

mod cargo;
pub mod doctor;
pub mod door;
pub mod evidence;
pub mod execute;
pub mod fingerprint;
pub mod git;
mod globs;
#[cfg(test)]
mod in_memory;
pub mod kind;
pub mod kinds;
pub mod lockfile;
pub mod look;
pub mod machine;
mod markdown;
pub mod plan;
pub mod run;
pub mod runlog;
mod rust;
pub mod scope;
pub mod session;
mod sources;
pub mod survey;
pub mod tools;
pub mod tree;
pub mod workspace;
