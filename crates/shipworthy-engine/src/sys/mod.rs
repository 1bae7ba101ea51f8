//! The only way to processes, files, signals and the clock.

pub mod call;
pub mod clock;
pub mod environment;
pub mod exhaustion;
pub mod files;
pub(crate) mod folder_scan;
pub mod foreground;
pub mod interrupt;
pub mod lease;
pub mod link_out;
pub mod lock;
pub mod open_folder;
pub mod own_folder;
pub mod owner;
pub mod process;
pub mod reading;
pub mod scratch;
pub mod search_path;
pub(crate) mod time_box;
pub mod tracer;
pub mod worker;

mod at;
mod idleness;
mod output;
mod process_group;
mod process_scan;
mod process_tree;
mod program;
mod step_log;
