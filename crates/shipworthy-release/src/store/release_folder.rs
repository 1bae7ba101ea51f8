//! The folder of one release: its plan as it was begun, its notes, its journal, and the crates that were packaged.

use std::io;
use std::path::{Path, PathBuf};

use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_engine::sys::own_folder::OwnFolder;

use super::journal::Journal;
use crate::error::ReleaseError;
use crate::plan::{Plan, Tag};
use crate::runtime::{Environment, Failure};

/// The name of the plan file.
const PLAN: &str = "plan.json";

/// The name of the file with the release notes.
const NOTES: &str = "notes.md";

/// The size of the largest plan that is read, in bytes.
const MOST: u64 = 64 << 20;

/// The folder in which everything is kept that belongs to the release of one version.
#[derive(Debug, Clone)]
pub struct ReleaseFolder {
    folder: OwnFolder,
    version: String,
}

impl ReleaseFolder {
    /// The folder for a version. It need not be there yet.
    pub fn of(environment: &Environment, version: &str) -> Self {
        Self { folder: environment.folder().folder(version), version: version.to_owned() }
    }

    /// Copies a package that was made elsewhere into the folder, and returns its place there.
    pub(crate) fn keep_package(&self, from: &Path, name: &str) -> Result<PathBuf, Failure> {
        let to = self.folder.path().join(name);
        let copied = self.folder.make().and_then(|folder| folder.copy_in(from, name));
        let failed = |error| Failure::new(format!("copy {} to {}", from.display(), to.display()), error);
        copied.map_err(failed)?;
        Ok(to)
    }

    /// Writes the text of a plan that is to be read before it is begun.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn write_plan(&self, text: &str) -> io::Result<()> {
        self.folder.make()?.write(PLAN, text.as_bytes())
    }

    /// The bytes of the plan file; `None` when there is none.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    pub fn read_plan(&self) -> io::Result<Option<Vec<u8>>> {
        match self.folder.open() {
            Ok(folder) => folder.read_optional(PLAN, MOST),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The path of the plan file.
    pub fn plan_file(&self) -> PathBuf {
        self.folder.path().join(PLAN)
    }

    /// The path of the file with the notes of a tag.
    pub(crate) fn notes_file(&self, tag: Option<&Tag>) -> PathBuf {
        self.folder.path().join(tag.map_or_else(|| NOTES.to_owned(), notes_name))
    }

    /// Does the folder have a journal? Opening one would make it.
    pub(crate) fn has_journal(&self) -> bool {
        self.folder.open().is_ok_and(|folder| folder.has(Journal::FILE))
    }

    /// The journal, which is made when there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written, or a whole line of it is no entry of a journal.
    pub fn journal(&self) -> Result<Journal, Failure> {
        Journal::open(&self.folder)
    }

    /// Keeps the text of a plan in the folder.
    pub(crate) fn keep_plan(&self, text: &str) -> Result<(), Failure> {
        self.keep(PLAN, text)
    }

    /// Keeps the release notes in the folder: those of the whole release, and those of each tag that has notes of its own.
    pub(crate) fn keep_notes(&self, plan: &Plan) -> Result<(), Failure> {
        self.keep(NOTES, &plan.notes)?;
        let own = plan.tags.iter().filter_map(|tag| Some((notes_name(tag), tag.notes.as_ref()?)));
        own.into_iter().try_for_each(|(name, text)| self.keep(&name, text))
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
        let unread = |why: String| Failure::new(format!("read the plan {}", path.display()), why);
        let bytes = self.read_plan().map_err(|error| unread(error.to_string()))?;
        let bytes = bytes.ok_or_else(|| unread("it is not there".to_owned()))?;
        let begun = String::from_utf8(bytes).map_err(|error| unread(error.to_string()))?;
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

    /// Keeps a copy of a file whose bytes have this digest, before a release writes another text into it.
    pub(crate) fn keep_before(&self, file: &Path, sha256: &str) -> Result<(), Failure> {
        let failed = |error| Failure::new(format!("keep what {} was", file.display()), error);
        self.folder.make().and_then(|folder| folder.copy_in(file, &before(sha256))).map_err(failed)
    }

    /// The kept bytes with this digest, which a file had before a release wrote another text into it; `None` when there was
    /// no such file.
    pub(crate) fn kept_before(&self, sha256: &str) -> Result<Option<Vec<u8>>, Failure> {
        let name = before(sha256);
        let failed =
            |error| Failure::new(format!("read {}", self.folder.path().join(&name).display()), error);
        let kept = self.folder.open().and_then(|folder| folder.read_optional(&name, MOST)).map_err(failed)?;
        match kept {
            None if sha256 != sha256_hex(b"") => Err(failed(io::ErrorKind::NotFound.into())),
            kept => Ok(kept),
        }
    }

    fn keep(&self, name: &str, text: &str) -> Result<(), Failure> {
        let failed =
            |error| Failure::new(format!("write {}", self.folder.path().join(name).display()), error);
        let folder = self.folder.make().map_err(failed)?;
        if folder.read(name, MOST).is_ok_and(|there| there == text.as_bytes()) {
            return Ok(());
        }
        folder.write(name, text.as_bytes()).map_err(failed)
    }
}

/// The name of the file with the notes of a tag.
fn notes_name(tag: &Tag) -> String {
    if tag.notes.is_none() {
        return NOTES.to_owned();
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+@-".contains(c);
    let name: String = tag.name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    // Two tags that differ in such characters alone have two files.
    let told =
        if name == tag.name { String::new() } else { format!("-{}", &sha256_hex(tag.name.as_bytes())[..8]) };
    format!("notes-{name}{told}.md")
}

/// The name under which bytes with this digest are kept.
fn before(sha256: &str) -> String {
    format!("before-{sha256}")
}
