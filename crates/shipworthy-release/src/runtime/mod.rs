//! What a release acts through: programs, folders, time, and the secrets that none of them may tell.

mod cargo_settings;
mod clock;
mod environment;
mod failure;
mod program_call;
mod program_output;
mod secrets;

pub(crate) use cargo_settings::{credentials_files, read_settings, settings_files, settings_folders};
pub use clock::{Clock, SystemClock};
pub use environment::Environment;
pub use failure::{Cause, Failure};
pub use program_call::ProgramCall;
pub use program_output::ProgramOutput;
pub use secrets::{REDACTED, Secrets};
