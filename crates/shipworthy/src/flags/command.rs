//! The commands, as they were typed.

use super::bench::BenchFlags;
use super::doctor::DoctorFlags;
use super::document::DocumentCommand;
use super::release::ReleaseFlags;
use super::run::RunFlags;

/// A command as it was typed, with its flags.
#[derive(Debug)]
pub(crate) enum Command {
    Checklist(ChecklistCommand),
    Document(DocumentCommand),
    Schema {
        /// The command whose answer is described; without one, the checklist is.
        of: Option<String>,
    },
    Explain {
        word: Option<String>,
    },
}

/// A command about the checklist of a workspace.
#[derive(Debug)]
pub(crate) enum ChecklistCommand {
    Doctor(DoctorFlags),
    Phase {
        /// The id or the number of the phase.
        phase: String,
        run: RunFlags,
    },
    Check {
        /// The ids of gates, or globs over them.
        gates: Vec<String>,
        run: RunFlags,
    },
    Ready {
        run: RunFlags,
    },
    Status,
    Why {
        gate: String,
        /// Tell all that the result is bound to?
        inputs: bool,
    },
    Bench(BenchFlags),
    Release(ReleaseFlags),
}

impl From<ChecklistCommand> for Command {
    fn from(command: ChecklistCommand) -> Self {
        Self::Checklist(command)
    }
}

impl From<DocumentCommand> for Command {
    fn from(command: DocumentCommand) -> Self {
        Self::Document(command)
    }
}
