//! The commands, one file or folder each.

#[cfg(feature = "documents")]
mod atomic_replace;
#[cfg(feature = "documents")]
mod audit;
#[cfg(feature = "bench")]
mod bench;
#[cfg(feature = "documents")]
mod build_blocker;
mod dispatch;
mod doctor;
#[cfg(feature = "documents")]
mod document;
mod explain;
mod external;
#[cfg(feature = "documents")]
mod import;
mod progress_display;
#[cfg(feature = "release")]
mod release;
mod run_gates;
mod schema;
mod selection;
mod status;
#[cfg(feature = "documents")]
mod surroundings;
#[cfg(feature = "documents")]
mod sync;
mod view;
mod why;

pub(crate) use dispatch::dispatch;
