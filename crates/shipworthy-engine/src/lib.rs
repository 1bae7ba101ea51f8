//! The only hands: looks at a workspace, runs the steps of its checks, keeps the evidence.
//!
//! It never prints, never judges (a check's `judge` and `shipworthy_model::verdict` do), and never changes the world
//! outside the workspace's target directory and its `.readiness` folder.
//!
//! - [`kind`] and [`kinds`]: what a check is, and the table of ours; `reading` is how they read the text of others
//! - [`facts`]: what is so
//! - [`door`]: the only way to processes, files and the clock
//! - [`freshness`] and [`evidence`]: what a result depends on, and where it is kept
//! - [`run`]: what is proven, what is to do, doing it
//! - [`doctor`]: can this machine do it

pub mod doctor;
pub mod door;
pub mod evidence;
pub mod facts;
pub mod freshness;
#[cfg(test)]
mod in_memory;
pub mod kind;
pub mod kinds;
mod reading;
pub mod run;
