//! The means of a release: programs, folders, time, and the secrets that none of them may show.

mod call_output;
mod cargo_settings;
mod clock;
mod environment;
mod failure;
mod program_call;
mod secrets;

pub use call_output::CallOutput;
pub(crate) use cargo_settings::{credentials_files, read_settings, settings_files, settings_folders};
pub use clock::{Clock, SystemClock};
pub(crate) use environment::BUILD;
pub use environment::Environment;
pub use failure::{Failure, FailureCause};
pub use program_call::ProgramCall;
pub use secrets::{REDACTED, Secrets};
