//! The check kinds: what each asks the engine to look at, and what it makes of the answers.
//!
//! A kind is data and pure functions ([`Kind`](shipworthy_model::kind::Kind)), so this crate refuses files, the clock,
//! the environment and processes: it is handed what was seen. Whatever a kind wants done it says as a step; whatever it thinks it says as a judgement.
//!
//! - [`KINDS`]: ours, one file each below `kinds`; `reading` is how they read the text of others
//! - [`outward_paths`]: where a source puts together a path that leads out of the workspace

mod chance;
mod kinds;
#[cfg(feature = "workflows")]
#[cfg(test)]
mod near_cases;
mod reading;
#[cfg(test)]
mod testing;

pub use kinds::KINDS;
pub use reading::rust::outward::outward_paths;
