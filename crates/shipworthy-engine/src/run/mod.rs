//! The run of a checklist: the survey of what is proven, the plan, and its execution. One command is one session.

pub mod answered_gate;
mod bound_inputs;
pub(crate) mod build_watch;
mod effect;
pub mod execute;
mod gate_fingerprint;
mod judged;
pub mod lockfile;
mod obstacle;
pub mod plan;
pub mod probe;
pub(crate) mod programs;
mod recording;
mod rejudge;
pub mod runlog;
mod running_gate;
mod schedule;
pub mod session;
mod shared_evidence;
mod spoilt;
mod step_paths;
mod supervisors;
pub mod survey;
mod time_share;
mod tree_reading;
mod tree_watch;

pub use schedule::{Options, RunControl, run};
pub use tree_reading::{FirstLook, TreeReading};
