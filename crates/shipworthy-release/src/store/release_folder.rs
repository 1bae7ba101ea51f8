//! The folder of one release: its plan as it was begun, its notes, its journal, and the crates that were packaged.

use std::path::{Path, PathBuf};

use shipworthy_engine::sys::files::{read_bytes, read_text, sha256_hex, write_atomic};

use super::journal::Journal;
use crate::error::ReleaseError;
use crate::plan::Plan;
use crate::runtime::{Environment, Failure};

/// The name of the plan file.
const PLAN: &str = "plan.json";

/// The name of the file with the release notes.
const NOTES: &str = "notes.md";

/// The folder in which everything is kept that belongs to the release of one version.
#[derive(Debug, Clone)]
pub struct ReleaseFolder {
    path: PathBuf,
    version: String,
}

impl ReleaseFolder {
    /// The folder for a version. It need not be there yet.
    pub fn of(environment: &Environment, version: &str) -> Self {
        Self { path: environment.folder().join(version), version: version.to_owned() }
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of the plan file.
    pub fn plan_file(&self) -> PathBuf {
        self.path.join(PLAN)
    }

    /// The path of the file with the release notes.
    pub(crate) fn notes_file(&self) -> PathBuf {
        self.path.join(NOTES)
    }

    /// Does the folder have a journal? Opening one would make it.
    pub(crate) fn has_journal(&self) -> bool {
        self.path.join(Journal::FILE).is_file()
    }

    /// The journal, which is made when there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written, or a whole line of it is no entry of a journal.
    pub fn journal(&self) -> Result<Journal, Failure> {
        Journal::open(&self.path)
    }

    /// Keeps the text of a plan in the folder.
    pub(crate) fn keep_plan(&self, text: &str) -> Result<(), Failure> {
        keep(&self.plan_file(), text)
    }

    /// Keeps the release notes in the folder.
    pub(crate) fn keep_notes(&self, text: &str) -> Result<(), Failure> {
        keep(&self.notes_file(), text)
    }

    /// The plan of a release that was begun and neither aborted nor replaced.
    pub(crate) fn begun_plan(&self) -> Result<Plan, ReleaseError> {
        let nothing = || {
            ReleaseError::no_go(
                format!("no release of {} was begun here", self.version),
                "cargo xtask release, to plan one",
            )
        };
        if !self.has_journal() {
            return Err(nothing());
        }
        let journal = self.journal()?;
        let Some(digest) = journal.plan() else { return Err(nothing()) };
        let path = self.plan_file();
        let begun = read_text(&path).map_err(|why| Failure::new("read the plan", why))?;
        let changed = |why: String| {
            ReleaseError::no_go(
                format!("{} is not the plan that was begun: {why}", path.display()),
                "put back what it was; nothing is carried out that was not approved",
            )
        };
        let plan = Plan::read(&begun).map_err(changed)?;
        let text = plan.text().map_err(|why| Failure::new("write the plan", why))?;
        match sha256_hex(text.as_bytes()) == digest {
            true => Ok(plan),
            false => Err(changed("it was changed since".to_owned())),
        }
    }
}

fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    if read_bytes(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    write_atomic(path, text.as_bytes())
        .map_err(|error| Failure::new(format!("write {}", path.display()), error))
}
