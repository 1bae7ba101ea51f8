//! What a check asks the engine to do: run one process, or look at something. A step is a wish; nothing here acts.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::observation::Sighting;
use crate::params::Params;

/// One process or one scan.
#[derive(Debug, Clone)]
pub enum Step {
    /// Run a process.
    Run(Run),
    /// Look at files of the tree, one by one.
    Look(Look),
    /// See what lies at these paths, relative to the root, without reading it; also where git ignores it.
    Stat(Vec<String>),
    /// Read the members of the Cargo workspace.
    Workspace,
    /// Read the state of the git repository.
    Git {
        /// Tags to ask after: are they taken?
        tags: Vec<String>,
    },
    /// Look at the machine.
    Machine(MachineQuestion),
    /// Read what a person answered to this gate.
    SignOff,
}

/// A process to run. No shell ever sees it.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Where, relative to the workspace root; the root when empty.
    pub dir: String,
    /// Variables to set on top of the engine's own.
    pub env: BTreeMap<String, String>,
    /// The longest it may take, when the gate says nothing else.
    pub timeout: Option<Duration>,
    /// What of its output the judge needs.
    pub keep: Keep,
    /// Write stderr into stdout, so that their order is kept.
    pub merge: bool,
    /// How many times more to run it when it does not end with an exit code of `success`.
    pub retries: u32,
    /// The exit codes that need no retry. Empty means 0.
    pub success: Vec<i32>,
}

/// What of a stream is handed to the judge. The whole stream is always on disk and digested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Keep {
    /// The beginning and the end, [`Keep::BYTES`] in all.
    #[default]
    Ends,
    /// Only lines that contain one of these, [`Keep::BYTES`] of them.
    Lines(&'static [&'static str]),
}

impl Keep {
    /// The most bytes of one stream that are held in memory for a judge.
    pub const BYTES: usize = 8 << 20;
}

/// A scan of files.
#[derive(Debug, Clone)]
pub struct Look {
    /// Globs over paths relative to the root. One without wildcards names a file that is looked for on disk even
    /// when git ignores it.
    pub select: Vec<String>,
    /// Globs to leave out.
    pub skip: Vec<String>,
    /// What to see in one file. Pure; called once per file. `Err` says why the file could not be understood.
    pub look: fn(&Params, &SourceFile<'_>) -> Result<Vec<Sighting>, String>,
}

/// One file as a scan sees it.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// Its path relative to the root, with `/`.
    pub path: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// May it be executed? On systems without that bit, `None`.
    pub executable: Option<bool>,
}

impl SourceFile<'_> {
    /// Its text.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8, says so and where.
    pub fn text(&self) -> Result<&str, String> {
        std::str::from_utf8(self.bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))
    }
}

/// What to find out about the machine.
#[derive(Debug, Clone, Default)]
pub struct MachineQuestion {
    /// Environment variables: are they set, and not empty?
    pub env: Vec<String>,
    /// Folders or files, relative to the root: can they be written?
    pub writable: Vec<String>,
    /// TCP ports on loopback: are they free?
    pub ports: Vec<u16>,
    /// Programs: which version is there?
    pub tools: Vec<String>,
}

/// An argument list on one line, as a person would type it into a shell.
pub fn command_line(argv: &[String]) -> String {
    let bare =
        |arg: &str| !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_./=:,+@%^".contains(c));
    let quoted = |arg: &String| match bare(arg) {
        true => arg.clone(),
        false => format!("'{}'", arg.replace('\'', r"'\''")),
    };
    argv.iter().map(quoted).collect::<Vec<_>>().join(" ")
}
