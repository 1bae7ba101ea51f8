//! Fixture workspaces, and a harness that runs the real binary in them. For this repository's tests, on Unix.
//!
//! Its defaults assert emptiness: output that a test does not mention, an exit code other than 0 and a process left
//! behind fail the test. It holds no expectation about the product itself; those are in the tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a harness reports by panicking: the test that used it fails there"
)]

mod at_once;
mod binary;
mod compiled_dependencies;
mod defect;
mod environment;
mod fatal_sync;
mod fixture;
mod http;
mod index;
mod json;
mod locked_registry;
mod mount;
mod needs;
pub mod oracle;
mod output;
mod package;
mod planted;
mod processes;
mod proxy;
mod random;
mod readiness;
mod redact;
mod registry;
mod release_fixture;
mod remote;
mod run;
mod running;
mod sample_workspace;
mod temporary;
pub mod tools;
mod visible_programs;
mod workspace;

pub use at_once::at_once;
pub use binary::{binary, xtask};
pub use compiled_dependencies::{copy_compiled_dependencies, copy_compiled_packages};
pub use defect::Defect;
pub use fixture::Fixture;
pub use json::Json;
pub use locked_registry::locked_registry;
pub use mount::Mount;
pub use output::Output;
pub use package::FixturePackage;
pub use planted::Planted;
pub use processes::{MarkedProcess, command_lines, processes_marked};
pub use proxy::{Fault, Proxy};
pub use random::Random;
pub use redact::{redact, redact_versions};
pub use registry::{NAME as REGISTRY, Registry, Upload, cargo_config};
pub use release_fixture::{ReleaseFixture, TOKEN};
pub use remote::BareRemote;
pub use run::Run;
pub use running::{RunningProgram, Signal};
pub use sample_workspace::{
    SAMPLE_PACKAGES, SMALL_SAMPLE_PACKAGES, sample_workspace, small_sample_workspace,
};
pub use workspace::Workspace;
