//! Finds the workspace and reads its checklist. Every mistake in it is told at once.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;
use shipworthy_engine::door::clock;
use shipworthy_engine::kind::Kind;
use shipworthy_engine::session::Glance;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::problem::{Problem, Severity};
use shipworthy_report::caret;

use crate::stop::Stop;
use crate::{Caller, XTASK};

/// The name of the checklist's file.
pub(crate) const FILE: &str = "readiness.toml";

/// A checklist that was found and read, perhaps with problems.
pub(crate) struct Loaded {
    pub(crate) root: PathBuf,
    pub(crate) checklist: Checklist,
    /// The first look at the tree, under way since the root was known.
    glance: Cell<Option<Glance>>,
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
    // Reading a long checklist takes as long as asking git: they go side by side.
    let glance = Cell::new(looks.then(|| Glance::begin(&root)));
    let path = root.join(FILE);
    let source = text(&path).map_err(|error| Stop::because(Exit::Usage, error))?;
    let schemas: Vec<&KindSchema> = kinds.iter().map(|kind| &kind.schema).collect();
    let (checklist, problems) = shipworthy_checklist::read(&source, &schemas, clock::now().date());
    Ok(Loaded { root, checklist, glance, source, problems })
}

fn text(path: &Path) -> anyhow::Result<String> {
    let cannot = || format!("cannot read {}", path.display());
    let bytes = std::fs::read(path).with_context(cannot)?;
    String::from_utf8(bytes).context("it is not UTF-8; save it as UTF-8").with_context(cannot)
}

fn locate(caller: Caller, root: Option<&Path>) -> Result<PathBuf, Stop> {
    let command = caller.command;
    if let Some(root) = root {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        return if root.join(FILE).exists() {
            Ok(root)
        } else {
            Err(Stop::usage(format!("there is no {FILE} in {} (given by --root)", root.display())))
        };
    }
    let here = std::env::current_dir().context("cannot tell the current folder; give --root DIR");
    let here = here.map_err(|error| Stop::because(Exit::Usage, error))?;
    let found = here.ancestors().find(|folder| folder.join(FILE).exists());
    found.map(Path::to_owned).ok_or_else(|| {
        let what = if here.ancestors().any(|folder| folder.join("Cargo.toml").exists()) {
            "this workspace has no checklist yet: write one, or start from the example that\n  \
             `shipworthy explain readiness.toml` prints"
        } else {
            "this is not a Cargo workspace either; go to one, or give --root DIR"
        };
        Stop::usage(format!("`{command}` found no {FILE} in {} or above it\n{what}", here.display()))
    })
}

impl Loaded {
    /// The checklist, if nothing is wrong with it; what is merely odd is handed to `tell`.
    ///
    /// # Errors
    ///
    /// With every mistake, each at its place.
    pub(crate) fn sound(
        &self,
        caller: Caller,
        colour: bool,
        mut tell: impl FnMut(&str),
    ) -> Result<&Checklist, Stop> {
        let styles = if colour { caret::Styles::COLOURED } else { caret::Styles::PLAIN };
        let text = |problem: &Problem| caret::render(FILE, &self.source, problem, styles);
        let (errors, warnings): (Vec<&Problem>, Vec<&Problem>) =
            self.problems.iter().partition(|problem| problem.severity == Severity::Error);
        warnings.iter().for_each(|problem| tell(&text(problem)));
        if errors.is_empty() {
            return Ok(&self.checklist);
        }
        let mut message: String = errors.iter().map(|problem| text(problem) + "\n").collect();
        let count =
            if errors.len() == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", errors.len()) };
        message.push_str(&format!("{FILE} has {count}; nothing was run"));
        let kind = |problem: &&&Problem| problem.message.starts_with("unknown check kind");
        if caller.command != XTASK
            && self.root.join("xtask").is_dir()
            && errors.iter().any(|problem| kind(&problem))
        {
            message.push_str(
                "\nnote: kinds of the workspace's own are known to its xtask only: call `cargo xtask`",
            );
        }
        let problems = self.problems.iter().map(|problem| self.json(problem)).collect();
        Err(Stop { problems, ..Stop::usage(message) })
    }

    /// The first look at the tree: the one under way if there is one, else a new one.
    pub(crate) fn glance(&self) -> Glance {
        self.glance.take().unwrap_or_else(|| Glance::begin(&self.root))
    }

    /// Gives back a look that is still good.
    pub(crate) fn keep(&self, glance: Glance) {
        self.glance.set(Some(glance));
    }

    fn json(&self, problem: &Problem) -> serde_json::Value {
        let (line, column) = caret::place(&self.source, problem.span.start);
        let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
        json!({
            "file": FILE, "line": line, "column": column,
            "severity": severity, "message": problem.message, "help": problem.help,
        })
    }
}
