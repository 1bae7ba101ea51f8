//! From a checklist to entries: what is proven, what is to do, doing it. One command is one session.

pub mod execute;
pub mod lockfile;
pub mod plan;
pub mod probe;
pub mod runlog;
mod schedule;
pub mod session;
pub mod survey;

pub use schedule::{Options, run};
