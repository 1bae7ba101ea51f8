//! The means of a release: git, cargo and other programs, run through the engine's `sys`; folders outside the workspace;
//! the clock. It has no idea what a release is.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use shipworthy_engine::evidence::{LOGS, Store};
use shipworthy_engine::facts::git;
use shipworthy_engine::freshness::cargo_settings::CargoSettings;
use shipworthy_engine::sys::files::{create_folder, sha256_file};
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_engine::sys::lease::{Orphans, end_orphans};
use shipworthy_engine::sys::own_folder::OwnFolder;
use shipworthy_engine::sys::process::{LEASES, Supervisor};
use shipworthy_engine::sys::scratch::ScratchFolder;
use shipworthy_engine::sys::search_path::SearchPath;
use shipworthy_model::observation::{Ran, Stream};
use shipworthy_model::step::{Keep, Run, command_line};
use shipworthy_model::time::Timestamp;

use super::call_output::CallOutput;
use super::cargo_settings::{as_arguments, cargo_home, secrets};
use super::clock::{Clock, SystemClock};
use super::failure::{Failure, FailureCause};
use super::program_call::ProgramCall;
use super::secrets::Secrets;

/// How long to wait before looking again whether the user wants to stop.
const SLICE: Duration = Duration::from_millis(200);

/// The means of a release: programs, folders, time, and what must not be told of them.
#[derive(Debug)]
pub struct Environment {
    root: PathBuf,
    interrupt: Interrupt,
    secrets: Secrets,
    clock: Box<dyn Clock>,
    /// Outside the workspace, so that nothing of it is found by looking upwards; gone with this value.
    scratch: ScratchFolder,
    /// The supervisor of questions: what they print is gone with the scratch folder.
    asking: Supervisor,
    /// The supervisor of what changes the world: its logs stay.
    acting: Supervisor,
    /// Does this only look? Then it starts nothing that the workspace could have a say in.
    looks: bool,
    /// The variables of every call.
    env: Vec<(String, String)>,
    calls: AtomicU32,
}

/// The name of the shared folder in which packages are built, before they are published and after.
pub(crate) const BUILD: &str = "build";

/// Why a program is not run when a release is only planned.
pub(crate) const NOT_BY_LOOKING: &str = "a plan only looks, and this runs what the repository can choose";

impl Environment {
    /// The environment of the workspace at `root`. Changes nothing in it.
    ///
    /// # Errors
    ///
    /// When there is no room for a scratch folder.
    pub fn new(root: &Path, interrupt: Interrupt) -> Result<Self, Failure> {
        let scratch = ScratchFolder::new("release");
        let scratch = scratch.map_err(|error| Failure::new("make a scratch folder", error))?;
        let supervisor = |logs: OwnFolder| Supervisor::new(root, logs, interrupt.clone());
        Ok(Self {
            root: root.to_owned(),
            secrets: secrets(root),
            clock: Box::new(SystemClock),
            asking: supervisor(OwnFolder::below(scratch.path(), "said")),
            acting: supervisor(folder(root).folder(LOGS)),
            scratch,
            looks: false,
            env: Vec::new(),
            calls: AtomicU32::new(0),
            interrupt,
        })
    }

    /// The environment of a command that only looks: no program is started that the repository, its settings or cargo's
    /// settings in it could choose.
    #[must_use]
    pub fn only_looking(mut self) -> Self {
        self.looks = true;
        self
    }

    /// Does this only look?
    pub fn only_looks(&self) -> bool {
        self.looks
    }

    /// The environment with another clock.
    #[must_use]
    pub fn clock(mut self, clock: Box<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The environment with a variable for every program.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self.secrets = self.secrets.and((name.to_owned(), value.to_owned()));
        self
    }

    /// The variable that programs see.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        let own = self.env.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.into());
        own.or_else(|| env::var_os(name)).filter(|value: &OsString| !value.is_empty())
    }

    /// The folder where cargo keeps what is the user's: settings, credentials, what it has fetched.
    pub fn cargo_home(&self) -> Option<PathBuf> {
        self.variable("CARGO_HOME").map(PathBuf::from).or_else(cargo_home)
    }

    /// The registry that cargo publishes to where a package names none: that of the variable, else that of the settings;
    /// `None` for crates.io.
    pub(crate) fn default_registry(&self) -> Option<String> {
        let named = self.variable("CARGO_REGISTRY_DEFAULT").and_then(|name| name.into_string().ok());
        named.or_else(|| {
            let settings = CargoSettings::with_home(&self.root, self.cargo_home().unwrap_or_default());
            settings.default_registry().map(str::to_owned)
        })
    }

    /// The files in which the user's own home of cargo tells of registries, as arguments for a cargo that has another
    /// home. No token is copied.
    pub(crate) fn user_settings(&self) -> Vec<String> {
        let home = self.cargo_home().into_iter();
        as_arguments(home.flat_map(|home| ["config.toml", "credentials.toml"].map(|name| home.join(name))))
    }

    /// The files in which the workspace tells of registries, as arguments for a cargo that does not look there.
    pub(crate) fn workspace_settings(&self) -> Vec<String> {
        let above: Vec<&Path> = self.root.ancestors().collect();
        // The last one that cargo is told wins, as the nearest one does when it looks by itself.
        as_arguments(above.into_iter().rev().map(|folder| folder.join(".cargo").join("config.toml")))
    }

    /// The root of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder where plans, journals and logs of releases of this workspace are kept.
    pub fn folder(&self) -> OwnFolder {
        folder(&self.root)
    }

    /// Makes the folder for releases, out of git's sight.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn prepare(&self) -> Result<(), Failure> {
        let folder = self.folder();
        let failed = |why: String| Failure::new(format!("make the folder {}", folder.path().display()), why);
        Store::open(&self.root).prepare().map_err(|error| failed(error.to_string()))?;
        folder.make().map(drop).map_err(|error| failed(error.to_string()))
    }

    /// Ends what still runs of the steps of a release that was killed, and tells of each step of which something ran.
    ///
    /// # Errors
    ///
    /// When nobody knows whether there is any.
    pub(crate) fn end_orphans(&self) -> Result<Vec<Orphans>, Failure> {
        let leases = self.folder().folder(LOGS).folder(LEASES);
        end_orphans(&leases).map_err(|error| {
            Failure::new(format!("look through the folder {}", leases.path().display()), error)
        })
    }

    /// Makes an empty folder outside the workspace. It is removed with the environment.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.scratch.path().join(format!("{name}-{}", self.next()));
        create_folder(&folder)
            .map_err(|error| Failure::new(format!("make the folder {}", folder.display()), error))?;
        Ok(folder)
    }

    /// A folder outside the workspace that several calls share: what was built for one need not be built for the next.
    pub fn shared(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// Runs git with these arguments in the root.
    ///
    /// # Errors
    ///
    /// When it could not be run to its end. An exit code other than 0 is none: see [`CallOutput::done`].
    pub fn git(&self, args: &[&str]) -> Result<CallOutput, Failure> {
        if self.looks {
            return self.look_with_git(args);
        }
        // A question takes no lock.
        self.run(ProgramCall::git(args).env("GIT_OPTIONAL_LOCKS", "0"))
    }

    /// Asks git in a way that runs nothing of the repository.
    fn look_with_git(&self, args: &[&str]) -> Result<CallOutput, Failure> {
        let argv: Vec<String> = ["git"].iter().chain(args).map(|word| (*word).to_owned()).collect();
        let said = git::look(&self.root, args).map_err(|unknown| Failure::unknown(&argv, unknown))?;
        let text = |bytes: &[u8]| self.redacted(&String::from_utf8_lossy(bytes));
        let (out, err) = (text(&said.stdout), text(&said.stderr));
        let Some(code) = said.status.code() else {
            return Err(Failure::new(command_line(&argv), "it was ended by a signal"));
        };
        Ok(CallOutput::of(Ran::exited(argv, code, out, err)))
    }

    /// Runs cargo with these arguments in a folder.
    ///
    /// # Errors
    ///
    /// When it could not be run to its end. An exit code other than 0 is none: see [`CallOutput::done`].
    pub fn cargo(&self, args: &[&str], dir: &Path) -> Result<CallOutput, Failure> {
        self.run(ProgramCall::cargo(args).within(dir))
    }

    /// Runs a program to its end.
    ///
    /// # Errors
    ///
    /// When it could not be run to its end. An exit code other than 0 is none: see [`CallOutput::done`].
    pub fn run(&self, mut call: ProgramCall) -> Result<CallOutput, Failure> {
        if self.looks {
            if !call.harmless {
                return Err(Failure::new(command_line(&call.argv), NOT_BY_LOOKING));
            }
            let search = SearchPath::outside(&self.root).value();
            call = call.env("PATH", search.to_string_lossy());
        }
        let dir = call.dir.unwrap_or_else(|| self.root.clone());
        let Some(dir) = dir.to_str() else {
            return Err(Failure::new(command_line(&call.argv), format!("{} is not UTF-8", dir.display())));
        };
        let mut env: BTreeMap<_, _> = self.env.iter().cloned().collect();
        env.extend(call.env);
        let run = Run::new(call.argv).dir(dir).envs(env).keep(Keep::Ends);
        let (supervisor, logs, log) = match call.log {
            Some(log) => (&self.acting, folder(&self.root).folder(LOGS), self.log_name(&log)),
            None => (&self.asking, OwnFolder::below(self.scratch.path(), "said"), self.next().to_string()),
        };
        let ran = supervisor.run(&run, call.timeout, &log);
        let mut ran = ran.map_err(|unknown| Failure::unknown(&run.argv, unknown))?;
        for stream in [&mut ran.stdout, &mut ran.stderr] {
            self.redact(stream, &logs)?;
        }
        self.ended(ran, call.timeout)
    }

    /// The text without the secrets in it.
    pub fn redacted(&self, text: &str) -> String {
        self.secrets.redact(text)
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// How long it is until this time.
    pub fn until(&self, then: Timestamp) -> Duration {
        self.clock.until(then)
    }

    /// Lets time pass, or stops at once when the user wants to; tells how much is left, about every `SLICE`.
    ///
    /// # Errors
    ///
    /// When the user wants to stop.
    pub fn wait(&self, time: Duration, tell: &mut dyn FnMut(Duration)) -> Result<(), Failure> {
        let mut left = time;
        loop {
            self.check_interrupt("wait")?;
            if left.is_zero() {
                return Ok(());
            }
            tell(left);
            let slice = left.min(SLICE);
            self.clock.sleep(slice);
            left -= slice;
        }
    }

    /// Fails when the user wants to stop.
    ///
    /// # Errors
    ///
    /// When the user wants to stop.
    pub fn check_interrupt(&self, attempted: &str) -> Result<(), Failure> {
        match self.interrupt.requested() {
            true => Err(interrupted(attempted)),
            false => Ok(()),
        }
    }

    /// SHA-256 of a file, in hexadecimal.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn checksum(&self, path: &Path) -> Result<String, Failure> {
        let digest = sha256_file(path);
        digest
            .map(|(_, sha256)| sha256)
            .map_err(|error| Failure::new(format!("read {}", path.display()), error))
    }

    fn ended(&self, ran: Ran, timeout: Duration) -> Result<CallOutput, Failure> {
        let command = self.redacted(&command_line(&ran.argv));
        let failed = |why: String, cause| Err(Failure { attempted: command.clone(), why, cause });
        if ran.interrupted {
            Err(interrupted(&command))
        } else if ran.timed_out {
            failed(
                format!("it was not done after {} seconds and was ended", timeout.as_secs()),
                FailureCause::TimedOut,
            )
        } else if ran.overflowed {
            failed("it wrote more than may be kept and was ended".to_owned(), FailureCause::NotRun)
        } else {
            let mut output = CallOutput::of(ran);
            output.command = command;
            Ok(output)
        }
    }

    /// Takes secrets out of what was said, in memory and in the log.
    fn redact(&self, stream: &mut Stream, logs: &OwnFolder) -> Result<(), Failure> {
        let told = self.secrets.redact(&stream.text);
        if told != stream.text {
            // The log is never larger than what is in memory, unless it is enormous; then its middle is lost with it.
            let log = logs.path().join(&stream.log);
            let opened = logs.open_for(&stream.log);
            let written = opened.and_then(|(folder, name)| folder.write(name, told.as_bytes()));
            written
                .map_err(|error| Failure::new(format!("take a secret out of {}", log.display()), error))?;
            stream.text = told;
        }
        Ok(())
    }

    fn next(&self) -> u32 {
        self.calls.fetch_add(1, Ordering::Relaxed)
    }

    /// A name for a log, so that logs of an earlier run of the same release stay.
    fn log_name(&self, name: &str) -> String {
        format!("{}-{}-{:03}-{name}", self.now().seconds(), std::process::id(), self.next())
    }
}

fn folder(root: &Path) -> OwnFolder {
    Store::open(root).folder().folder("release")
}

fn interrupted(attempted: &str) -> Failure {
    Failure {
        attempted: attempted.to_owned(),
        why: "interrupted".to_owned(),
        cause: FailureCause::Interrupted,
    }
}
