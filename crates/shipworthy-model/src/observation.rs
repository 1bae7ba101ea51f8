//! What was seen when a step was done: never an opinion. Stored, so that a judgement can be made again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::checklist::SignOff;
use crate::facts::{Tool, Workspace};
use crate::id::GateId;
use crate::step::command_line;
use crate::time::Date;
use crate::unknown::Unknown;

/// What one step saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Observation {
    /// A process ended.
    Ran(Ran),
    /// Files were looked at.
    Looked(Looked),
    /// What lies at the paths asked after, in the same order.
    Stat(Vec<Stat>),
    /// The members of the workspace.
    Workspace(Workspace),
    /// The state of the repository.
    Git(GitState),
    /// The state of the machine.
    Machine(Machine),
    /// What a person answered to the gate.
    SignOff(Signed),
    /// The step could not be done at all.
    Refused(Unknown),
}

/// A process that ended, or was ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ran {
    /// The program that was run, and its arguments.
    pub argv: Vec<String>,
    /// The folder that the process ran in, relative to the workspace root; the root when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dir: String,
    /// The variables that the gate and its check set for the process.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// The exit code of the process; `None` when a signal ended it.
    pub code: Option<i32>,
    /// The signal that ended the process, if one did.
    pub signal: Option<i32>,
    /// Was the process ended because its time was up?
    pub timed_out: bool,
    /// Was the process ended because the user interrupted the run?
    pub interrupted: bool,
    /// Was the process ended because it wrote more than may be kept?
    pub overflowed: bool,
    /// How long the last attempt took, in milliseconds.
    pub duration_ms: u64,
    /// How many attempts were made before this one.
    pub retried: u32,
    /// Standard output (with standard error in it, when the step merges them).
    pub stdout: Stream,
    /// What the process wrote to standard error.
    pub stderr: Stream,
}

impl Ran {
    /// A process that ended by itself with this exit code, after it wrote these texts to its two streams.
    pub fn exited(
        argv: impl IntoIterator<Item = impl Into<String>>,
        code: i32,
        stdout: impl Into<String>,
        stderr: impl Into<String>,
    ) -> Self {
        let argv = argv.into_iter().map(Into::into).collect();
        let (stdout, stderr) = (Stream::of(stdout), Stream::of(stderr));
        Self { argv, code: Some(code), stdout, stderr, ..Self::default() }
    }

    /// A command line as a person would type it at the workspace root, to run another program of these words in the folder
    /// and with the variables of this process.
    pub fn command_line(&self, argv: &[String]) -> String {
        let word = |word: &str| command_line(&[word.to_owned()]);
        let env = self.env.iter().map(|(name, value)| match value.is_empty() {
            true => format!("{name}= "),
            false => format!("{name}={} ", word(value)),
        });
        let line = env.collect::<String>() + &command_line(argv);
        if self.dir.is_empty() { line } else { format!("cd {} && {line}", word(&self.dir)) }
    }

    /// Did the process exit with code 0?
    pub fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// How the process ended, in words.
    pub fn ending(&self) -> String {
        match (self.code, self.signal) {
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(signal)) => format!("killed by signal {signal}"),
            (None, None) => "ended without an exit code".to_owned(),
        }
    }
}

/// What a process wrote to one stream.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stream {
    /// How much the process wrote to the stream, in bytes.
    pub bytes: u64,
    /// SHA-256 over the whole stream, in hexadecimal.
    pub sha256: String,
    /// The log with the stream, or with the two ends of one that is large, relative to the folder of logs.
    pub log: String,
    /// Bytes that the judge did not get because they were too many. Zero unless the stream is enormous.
    pub cut: u64,
    /// The text of the stream that the judge gets; invalid UTF-8 is replaced. It stands in the record, so that the
    /// record can be judged again when the log is gone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Stream {
    /// A stream of which a judge gets this text.
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Files that were looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Looked {
    /// How many files were read and understood.
    pub files: u64,
    /// The files that could not be read or understood, each with the reason.
    pub unreadable: Vec<(String, String)>,
    /// What was seen in the files, in the order of paths and places.
    pub sightings: Vec<Sighting>,
    /// The symbolic links of the tree that lead to something in it: each with where it leads. Only for a scan that
    /// selects by a glob.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(String, String)>,
    /// The files that others led to, by their paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed: Vec<String>,
    /// The time after which the scan was given up, in milliseconds, because it was not done by then. What it had seen is
    /// not kept: a part of it proves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timed_out_ms: Option<u64>,
}

/// One thing seen in a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sighting {
    /// What sort of thing was seen, in the words of the check.
    pub rule: String,
    /// The path of the file, relative to the root.
    pub path: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1, in characters.
    pub column: Option<u32>,
    /// The text that stood there.
    pub text: String,
    /// A number that was read or counted.
    pub number: Option<f64>,
}

impl Sighting {
    /// A sighting of this sort in this file.
    pub fn new(rule: impl Into<String>, path: impl Into<String>) -> Self {
        Self { rule: rule.into(), path: path.into(), ..Self::default() }
    }

    /// The sighting with its place in the file: line and column, both from 1.
    #[must_use]
    pub fn at(mut self, line: Option<u32>, column: Option<u32>) -> Self {
        (self.line, self.column) = (line, column);
        self
    }

    /// The sighting with what stood there.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The sighting with a number that was read or counted.
    #[must_use]
    pub fn number(mut self, number: impl Into<Option<f64>>) -> Self {
        self.number = number.into();
        self
    }
}

/// What lies at a path. Links within the root are followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stat {
    /// The path, relative to the root.
    pub path: String,
    /// What kind of thing is at the path.
    #[serde(rename = "thing")]
    pub kind: FileKind,
}

impl Stat {
    /// An observation of what lies at this path.
    pub fn new(path: impl Into<String>, kind: FileKind) -> Self {
        Self { path: path.into(), kind }
    }
}

/// What can lie at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FileKind {
    /// Nothing is at the path.
    #[serde(rename = "nothing")]
    Missing,
    /// A file is at the path.
    File {
        /// The size of the file, in bytes.
        bytes: u64,
        /// May the file be executed? `None` on systems without that bit.
        executable: Option<bool>,
    },
    /// A folder is at the path.
    Folder,
    /// Something is at the path, and could not be looked at for this reason.
    #[serde(rename = "something")]
    Unreadable(String),
}

/// The state of a git repository.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GitState {
    /// The commit checked out; `None` before the first one.
    pub commit: Option<String>,
    /// The git tree of the commit that is checked out.
    pub tree: Option<String>,
    /// The branch that is checked out; `None` when the head is detached.
    pub branch: Option<String>,
    /// Paths that differ from the commit, untracked ones included.
    pub dirty: Vec<String>,
    /// The upstream branch, when one is set and known here.
    pub upstream: Option<String>,
    /// How many commits the upstream does not have.
    pub ahead: u64,
    /// Commits that only the upstream has, as of the last fetch.
    pub behind: u64,
    /// Is the history cut short, as in a shallow clone?
    pub shallow: bool,
    /// Those of the tags asked after that exist.
    pub taken_tags: Vec<String>,
    /// Those of the taken tags that the history of the commit checked out does not have: made later, or elsewhere.
    #[serde(default)]
    pub foreign_tags: Vec<String>,
    /// What was begun with git and is not concluded: `merge`, `rebase`, `bisect`.
    #[serde(default)]
    pub unfinished: Option<String>,
}

/// The state of the machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Machine {
    /// For each variable asked after, whether it is set and not empty. Its value is never kept.
    pub env: BTreeMap<String, bool>,
    /// Bytes free for this user where the workspace is; `None` when the system would not say.
    pub disk_free: Option<u64>,
    /// Bytes of memory in all; `None` when the system would not say.
    pub memory: Option<u64>,
    /// For each path asked after, why it cannot be written; `None` when it can.
    pub writable: BTreeMap<String, Option<String>>,
    /// For each port asked after, whether it is free.
    pub ports: BTreeMap<u16, bool>,
    /// The tools asked after that were found.
    pub tools: BTreeMap<String, Tool>,
}

/// What a person answered to a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Signed {
    /// The id of the gate.
    pub gate: GateId,
    /// The day on which the answer was read.
    pub today: Date,
    /// The sign-off of the gate, when there is one.
    pub sign_off: Option<SignOff>,
    /// Files that differ from the commit that the sign-off names, of those that the gate depends on. The checklist is
    /// none of them: to write an answer down must not undo it.
    pub changed: Vec<String>,
    /// The question that the gate asked in the commit that the sign-off names; `None` when it asked none there.
    #[serde(default)]
    pub asked: Option<String>,
    /// Why the answer is one for no state of this tree, when that is so.
    #[serde(default)]
    pub unbound: Option<String>,
    /// The commit that is checked out, for whoever is to answer.
    #[serde(default)]
    pub head: Option<String>,
}

impl Signed {
    /// A gate that nobody has answered, as read on this day.
    pub fn new(gate: GateId, today: Date) -> Self {
        Self { gate, today, sign_off: None, changed: Vec::new(), asked: None, unbound: None, head: None }
    }
}
