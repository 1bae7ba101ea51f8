//! What a check asks the engine to do: run one process, or look at something. A step is data; nothing here acts.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::observation::Sighting;
use crate::params::Params;

/// One step of a check: a process or a scan.
#[derive(Debug, Clone)]
#[non_exhaustive]
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
        /// The tags to ask after: are they taken?
        tags: Vec<String>,
    },
    /// Look at the machine.
    Machine(MachineQuestion),
    /// Read what a person answered to the gate.
    SignOff,
}

/// A process to run. No shell ever sees it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Run {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// The folder that the process runs in, relative to the workspace root; the root when empty.
    pub dir: String,
    /// The environment variables to set on top of the engine's own.
    pub env: BTreeMap<String, String>,
    /// The longest that the process may take, when the gate says nothing else.
    pub timeout: Option<Duration>,
    /// How much of the output the judge needs.
    pub keep: Keep,
    /// Write stderr into stdout, so that their order is kept.
    pub merge: bool,
    /// How many times more to run it when it does not end with an exit code of `success`.
    pub retries: u32,
    /// The exit codes that need no retry. Empty means 0.
    pub success: Vec<i32>,
    /// Does a later step of the same gate do again all that this one does? Then nobody need watch what this one reads.
    pub done_again: bool,
}

impl Run {
    /// A process: the program and its arguments, run at the workspace root.
    pub fn new(argv: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { argv: argv.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// The process run in this folder, relative to the workspace root.
    #[must_use]
    pub fn dir(mut self, dir: impl Into<String>) -> Self {
        self.dir = dir.into();
        self
    }

    /// The process with one more environment variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// The process with these environment variables beside those it has.
    #[must_use]
    pub fn envs(
        mut self,
        variables: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        self.env.extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// The process with the longest time it may take, when the gate says nothing else.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The process with what of its output the judge needs.
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// The process with its standard error written into its standard output.
    #[must_use]
    pub fn merge(mut self) -> Self {
        self.merge = true;
        self
    }

    /// The process with how many times more to run it when it does not succeed.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The process with the exit codes that need no retry.
    #[must_use]
    pub fn success(mut self, codes: impl IntoIterator<Item = i32>) -> Self {
        self.success = codes.into_iter().collect();
        self
    }

    /// The process, of which a later one of the same gate does again all that it does.
    #[must_use]
    pub fn done_again(mut self) -> Self {
        self.done_again = true;
        self
    }
}

/// What of a stream is handed to the judge. All of the stream is counted and digested, and at least its two ends are
/// on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
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

/// Says which further files what was seen in one file leads to, by paths relative to the root. Pure.
pub type FollowFn = fn(&[Sighting]) -> Vec<String>;

/// A scan of files.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Look {
    /// Globs over paths relative to the root. One without wildcards names a file that is looked for on disk even
    /// when git ignores it.
    pub select: Vec<String>,
    /// Globs of files to leave out.
    pub skip: Vec<String>,
    /// The function that looks at one file. Pure; called once per file. `Err` says why the file could not be
    /// understood.
    pub look: fn(&Params, &SourceFile<'_>) -> Result<Vec<Sighting>, String>,
    /// The function that says which further files what was seen in one file leads to, by paths relative to the root. Those
    /// that are there are looked at too, and the result is bound to them. Pure.
    pub follow: Option<FollowFn>,
}

impl Look {
    /// A scan of the files that match these globs, with the function that says what is seen in one of them.
    pub fn new(
        select: impl IntoIterator<Item = impl Into<String>>,
        look: fn(&Params, &SourceFile<'_>) -> Result<Vec<Sighting>, String>,
    ) -> Self {
        Self { select: select.into_iter().map(Into::into).collect(), skip: Vec::new(), look, follow: None }
    }

    /// The scan with the function that says which further files are to be looked at.
    #[must_use]
    pub fn follow(mut self, follow: FollowFn) -> Self {
        self.follow = Some(follow);
        self
    }

    /// The scan without the files that match these globs.
    #[must_use]
    pub fn skip(mut self, skip: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.skip = skip.into_iter().map(Into::into).collect();
        self
    }
}

/// One file of the tree, as it is handed to the function that looks at it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct SourceFile<'a> {
    /// The path of the file relative to the root, with `/`.
    pub path: &'a str,
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// May the file be executed? `None` on systems without that bit.
    pub executable: Option<bool>,
    /// Is the file one that another led to ([`Look::follow`])? One that is selected as well is handed over a second time,
    /// and what was seen in it the first time does not count.
    pub followed: bool,
}

impl<'a> SourceFile<'a> {
    /// A file at this path, relative to the root, that holds these bytes. Whether it may be executed is not known.
    pub fn new(path: &'a str, bytes: &'a [u8]) -> Self {
        Self { path, bytes, executable: None, followed: false }
    }

    /// The file as one that another led to, or not.
    #[must_use]
    pub fn followed(mut self, followed: bool) -> Self {
        self.followed = followed;
        self
    }

    /// The file with whether it may be executed, when the system can tell.
    #[must_use]
    pub fn executable(mut self, executable: Option<bool>) -> Self {
        self.executable = executable;
        self
    }

    /// The bytes of the file as text.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8, says so and where.
    pub fn text(&self) -> Result<&'a str, String> {
        std::str::from_utf8(self.bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))
    }
}

/// What to find out about the machine.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct MachineQuestion {
    /// Environment variables to ask after: are they set, and not empty?
    pub env: Vec<String>,
    /// Folders or files to ask after, relative to the root: can they be written?
    pub writable: Vec<String>,
    /// TCP ports on loopback to ask after: are they free?
    pub ports: Vec<u16>,
    /// Programs to ask after: which version is there?
    pub tools: Vec<String>,
}

impl MachineQuestion {
    /// The question with environment variables: are they set, and not empty?
    #[must_use]
    pub fn env(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.env.extend(names.into_iter().map(Into::into));
        self
    }

    /// The question with folders or files, relative to the root: can they be written?
    #[must_use]
    pub fn writable(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.writable.extend(paths.into_iter().map(Into::into));
        self
    }

    /// The question with TCP ports on loopback: are they free?
    #[must_use]
    pub fn ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.ports.extend(ports);
        self
    }

    /// The question with programs: which version is there?
    #[must_use]
    pub fn tools(mut self, programs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tools.extend(programs.into_iter().map(Into::into));
        self
    }
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
