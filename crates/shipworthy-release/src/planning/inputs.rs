//! The inputs of a plan. Nothing else goes into one, so the same inputs make the same plan.

use std::collections::BTreeSet;

use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::Finding;
use shipworthy_model::release_settings::ReleaseSettings;
use shipworthy_model::time::Timestamp;

use super::gather::Gathered;
use crate::plan::FileEdit;

/// A generator of the changelog section for a tag: nothing when none is configured, a finding when one is and writes
/// nothing.
pub type Generate<'a> = &'a dyn Fn(&str) -> Result<Option<String>, Finding>;

/// All that a plan is made from: what lies in the workspace, and what was asked for.
#[derive(Clone, Copy)]
pub struct PlanInputs<'a> {
    /// The members of the workspace.
    pub workspace: &'a Workspace,
    /// What lies in it: texts, links and the state of the repository.
    pub gathered: &'a Gathered,
    /// The registry of packages that name none; `None` for the one that cargo takes by itself.
    pub registry: Option<&'a str>,
    /// What the checklist says of releases.
    pub settings: &'a ReleaseSettings,
    /// The packages that were chosen, by name; `None` for all.
    pub chosen: Option<&'a BTreeSet<String>>,
    /// The generator that writes what is new where nobody did.
    pub generate: Generate<'a>,
    /// The time of the plan, and so of the commit and the tags.
    pub created: Timestamp,
}

impl PlanInputs<'_> {
    /// A new text for a file; nothing when it is the old one. A link stays one: the file that it leads to gets the text.
    pub(super) fn edit(&self, path: &str, text: String) -> Option<FileEdit> {
        let old = self.gathered.texts.get(path).filter(|old| **old != text)?;
        Some(FileEdit { path: self.own_path(path).to_owned(), before: sha256_hex(old.as_bytes()), text })
    }

    /// The path of the file that is read by this path: its own, or that of the file behind a link.
    pub(super) fn own_path<'p>(&'p self, path: &'p str) -> &'p str {
        self.gathered.links.get(path).map_or(path, String::as_str)
    }
}
