//! The command line: what may be typed, and its help.

mod arg;
mod bench;
mod command;
mod doctor;
mod document;
mod global;
mod parse;
mod release;
mod run;
mod table;

pub(crate) use bench::BenchFlags;
pub(crate) use command::{ChecklistCommand, Command};
pub(crate) use doctor::DoctorFlags;
pub(crate) use document::DocumentCommand;
#[cfg(feature = "documents")]
pub(crate) use document::{AuditFlags, ImportFlags, SyncFlags};
pub(crate) use global::{Format, GlobalFlags};
pub(crate) use parse::{looks, parse};
#[cfg(feature = "release")]
pub(crate) use release::Act;
pub(crate) use release::ReleaseFlags;
pub(crate) use run::RunFlags;
