//! What a release acts through: programs, folders, time, and the secrets that none of them may tell.

mod cargo_settings;
mod clock;
mod environment;
mod failure;
mod program_call;
mod program_output;
mod secrets;

pub use clock::{Clock, SystemClock};
pub use environment::Environment;
pub use failure::{Cause, Failure};
pub use program_call::ProgramCall;
pub use program_output::ProgramOutput;
pub use secrets::{REDACTED, Secrets};
