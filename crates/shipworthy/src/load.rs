//! Finds the workspace and reads its checklist. Every mistake in it is told at once.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use anyhow::Context;
use shipworthy_engine::evidence::Store;
use shipworthy_engine::run::{FirstLook, TreeReading};
use shipworthy_engine::sys::clock;
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_engine::sys::link_out::link_out;
use shipworthy_engine::sys::owner::refuse_foreign;
use shipworthy_engine::sys::reading::{LimitedReadError, read_limited};
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_model::humanize::count;
use shipworthy_model::kind::{Kind, KindSchema};
use shipworthy_model::problem::{LineIndex, Problem, Severity};
use shipworthy_report::json::ProblemJson;
use shipworthy_report::snippet;

use crate::stop::Stop;
use crate::{Caller, XTASK};

/// The name of the checklist's file.
pub(crate) const FILE: &str = "readiness.toml";

/// Said when an unknown kind may be one of the workspace's own.
const FOREIGN: &str = "\nnote: kinds of the workspace's own are known to its xtask only: call `cargo xtask`";

/// A checklist that was found and read, perhaps with problems.
pub(crate) struct Loaded {
    caller: Caller,
    pub(crate) root: PathBuf,
    pub(crate) checklist: Checklist,
    /// The first look at the tree, under way since the root was known.
    reading: Cell<Option<TreeReading>>,
    /// What that look saw, once somebody has asked.
    look: Cell<Option<FirstLook>>,
    source: String,
    problems: Vec<Problem>,
}

/// Finds the nearest checklist at or above this folder and reads it; with `looks`, begins to look at the tree as well.
///
/// # Errors
///
/// When there is none, or it cannot be read as text.
pub(crate) fn load(
    caller: Caller,
    root: Option<&Path>,
    kinds: &[&'static Kind],
    looks: bool,
) -> Result<Loaded, Stop> {
    let root = locate(caller, root)?;
    let path = root.join(FILE);
    // What is trusted because it lies here must be the user's own.
    refuse_foreign(&root, [path.as_path(), &Store::open(&root).folder().path()]).map_err(Stop::usage)?;
    // Reading a long checklist takes as long as asking git: they go side by side.
    let reading = Cell::new(looks.then(|| TreeReading::with_records(&root)));
    let (source, mistake) = text(&root, &path)?;
    if let Some(mistake) = mistake {
        return Ok(Loaded {
            caller,
            root,
            checklist: Checklist::default(),
            reading,
            look: Cell::default(),
            source,
            problems: vec![mistake],
        });
    }
    let schemas: Vec<&KindSchema> = kinds.iter().map(|kind| &kind.schema).collect();
    let (mut checklist, problems) = shipworthy_checklist::read(&source, &schemas, clock::now().date());
    checklist.digest = sha256_hex(source.as_bytes());
    Ok(Loaded { caller, root, checklist, reading, look: Cell::default(), source, problems })
}

/// The size of the largest checklist that is read, in bytes. None that people keep is larger, by far.
pub(crate) const LARGEST: u64 = 4 << 20;

/// The text of the file, and what is wrong with it as text.
fn text(root: &Path, path: &Path) -> Result<(String, Option<Problem>), Stop> {
    let cannot = |why: &str| Stop::usage(format!("cannot read {}: {why}", path.display()));
    if link_out(root, path).is_some() {
        return Err(cannot("it is a link that points out of the workspace; the checklist is a file of it"));
    }
    let bytes = read_limited(path, LARGEST).map_err(|error| match error {
        LimitedReadError::Folder => cannot("it is a folder; the checklist is a file"),
        LimitedReadError::TooLarge(_) => cannot(&format!("{error}, which is no checklist")),
        error => cannot(&error.to_string()),
    })?;
    Ok(match String::from_utf8(bytes) {
        Ok(source) => (source, None),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let mistake =
                Problem::error(start..start + 1, "this is not UTF-8").help("save the file as UTF-8");
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(mistake))
        }
    })
}

/// The most mistakes that are shown; the others are counted. Whoever has more mends these first.
const MOST_SHOWN: usize = 100;

/// Is a checklist in the folder, be it one that cannot be read?
fn there(folder: &Path) -> bool {
    folder.join(FILE).symlink_metadata().is_ok()
}

fn locate(caller: Caller, root: Option<&Path>) -> Result<PathBuf, Stop> {
    let command = caller.command;
    if let Some(root) = root {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        return if there(&root) {
            Ok(root)
        } else {
            let advice = "name the folder that has one, or write one: `shipworthy explain readiness.toml` prints an example";
            Err(Stop::usage(format!("there is no {FILE} in {} (given by --root)\n{advice}", root.display())))
        };
    }
    let here = std::env::current_dir().context("cannot tell the current folder; give --root DIR");
    let here = here.map_err(|error| Stop::because(Exit::Usage, error))?;
    let found = within(&here).find(|folder| there(folder));
    found.map(Path::to_owned).ok_or_else(|| {
        let what = if within(&here).any(|folder| folder.join("Cargo.toml").exists()) {
            "this workspace has no checklist yet: write one, or start from the example that\n  \
             `shipworthy explain readiness.toml` prints"
        } else {
            "this is not a Cargo workspace either; go to one, or give --root DIR"
        };
        Stop::usage(format!("`{command}` found no {FILE} in {} or above it\n{what}", here.display()))
    })
}

/// The folder and those above it, up to the root of the repository around it: what lies beyond is another's.
pub(crate) fn within(folder: &Path) -> impl Iterator<Item = &Path> {
    let mut ended = false;
    folder.ancestors().take_while(move |folder| {
        let goes_on = !ended;
        ended = folder.join(".git").symlink_metadata().is_ok();
        goes_on
    })
}

impl Loaded {
    /// The checklist, if nothing is wrong with it; what is merely odd is handed to `tell`.
    ///
    /// # Errors
    ///
    /// With every mistake, each at its place.
    pub(crate) fn sound(&self, colour: bool, mut tell: impl FnMut(&str)) -> Result<&Checklist, Stop> {
        if self.problems.is_empty() {
            return Ok(&self.checklist);
        }
        let lines = LineIndex::of(&self.source);
        let styles = if colour { snippet::Styles::COLOURED } else { snippet::Styles::PLAIN };
        let warnings = self.problems.iter().filter(|problem| problem.severity == Severity::Warning);
        warnings
            .clone()
            .take(MOST_SHOWN)
            .for_each(|problem| tell(&snippet::render(FILE, &lines, problem, styles)));
        let more = warnings.count().saturating_sub(MOST_SHOWN);
        if more > 0 {
            tell(&format!("note: {more} more warnings are not shown"));
        }
        self.refuse(colour, &self.problems).map(|()| &self.checklist)
    }

    /// Refuses the checklist for these problems, if one of them is an error.
    ///
    /// # Errors
    ///
    /// With every mistake, each at its place.
    pub(crate) fn refuse(&self, colour: bool, problems: &[Problem]) -> Result<(), Stop> {
        let errors: Vec<&Problem> =
            problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        if errors.is_empty() {
            return Ok(());
        }
        let lines = LineIndex::of(&self.source);
        let styles = if colour { snippet::Styles::COLOURED } else { snippet::Styles::PLAIN };
        let shown = |problem: &Problem, styles| snippet::render(FILE, &lines, problem, styles);
        let count = count(errors.len() as u64, "mistakes");
        let first = if errors.len() > MOST_SHOWN {
            format!(", of which the first {MOST_SHOWN} are shown")
        } else {
            String::new()
        };
        let note = if self.names_foreign_kinds(self.caller) { FOREIGN } else { "" };
        let all = |styles| {
            let each = errors.iter().take(MOST_SHOWN).map(|problem| shown(problem, styles) + "\n");
            each.collect::<String>() + &format!("{FILE} has {count}{first}; nothing was run{note}")
        };
        let problems =
            problems.iter().take(MOST_SHOWN).map(|problem| ProblemJson::of(FILE, &lines, problem)).collect();
        let painted = Some(all(styles));
        Err(Stop { problems, painted, ..Stop::usage(all(snippet::Styles::PLAIN)) })
    }

    /// The text of the file.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Does the checklist name check kinds that only the workspace's own xtask may know?
    fn names_foreign_kinds(&self, caller: Caller) -> bool {
        let kind = |problem: &Problem| problem.message.starts_with("unknown check kind");
        caller.command != XTASK && self.root.join("xtask").is_dir() && self.problems.iter().any(kind)
    }

    /// The first look at the tree: the one that was made or is under way if there is one, else a new one.
    ///
    /// # Errors
    ///
    /// When the files of the tree cannot be listed at all.
    pub(crate) fn look(&self) -> Result<FirstLook, Stop> {
        if let Some(look) = self.look.take() {
            return Ok(look);
        }
        let reading = self.reading.take().unwrap_or_else(|| TreeReading::with_records(&self.root));
        reading.finish().map_err(Stop::incomplete)
    }

    /// Begins to look, unless that was done: meanwhile there is something else to do.
    pub(crate) fn begin_look(&self) {
        match (self.look.take(), self.reading.take()) {
            (None, None) => self.reading.set(Some(TreeReading::with_records(&self.root))),
            (look, reading) => {
                self.look.set(look);
                self.reading.set(reading);
            }
        }
    }

    /// Forgets what the first look saw: whoever acts looks once nobody else does.
    pub(crate) fn forget_look(&self) {
        self.look.set(None);
    }

    /// Keeps the first look for whoever needs it next.
    pub(crate) fn keep(&self, look: FirstLook) {
        self.look.set(Some(look));
    }
}
