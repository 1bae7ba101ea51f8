//! Releases that were begun here: which there are, and how far each has come by its journal. It asks nobody else.

use std::io;

use semver::Version;

use super::journal::Reach;
use super::journal_entry::JournalEntry;
use super::release_folder::ReleaseFolder;
use crate::effect::EffectState;
use crate::error::ReleaseError;
use crate::plan::Plan;
use crate::receipt::Receipt;
use crate::runtime::{Environment, Failure};

/// A release that was begun and not given up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BegunRelease {
    /// When the release was begun last.
    at: Option<String>,
    /// The version that is released.
    pub version: String,
    /// Did the release not come to its end? Going on with one that did only looks again.
    pub unfinished: bool,
    /// How far the release has come.
    reach: Reach,
}

impl BegunRelease {
    /// May no release of this version be planned or begun beside this one? Of an unknown version none may while this one is
    /// unfinished. What has left nothing behind is in nobody's way; and what a registry has in part, for good, may give way
    /// to a higher version, which is the only cure that a registry knows.
    pub fn is_in_the_way_of(&self, version: Option<&str>) -> bool {
        if version == Some(self.version.as_str()) {
            return !self.unfinished || self.reach != Reach::Nothing;
        }
        self.unfinished
            && match self.reach {
                Reach::Nothing => false,
                Reach::Repository => true,
                Reach::Registry => !version.is_some_and(|version| self.is_lower_than(version)),
            }
    }

    /// Is the version of this release lower than that one? Of a release of some packages, which is known by their names, the
    /// version of each must be lower.
    pub(crate) fn is_lower_than(&self, version: &str) -> bool {
        let lower = |own: &str, other: &str| {
            let [own, other] = [own, other].map(|version| Version::parse(version).ok());
            own.zip(other).is_some_and(|(own, other)| own < other)
        };
        let parts = |name: &'_ str| -> Vec<(String, String)> {
            let parts = name.split(',').filter_map(|part| part.split_once('@'));
            parts.map(|(name, version)| (name.to_owned(), version.to_owned())).collect()
        };
        let (own, other) = (parts(&self.version), parts(version));
        match (own.as_slice(), other.as_slice()) {
            ([], _) => lower(&self.version, version),
            (own, []) => own.iter().all(|(_, own)| lower(own, version)),
            (own, other) => {
                own.iter().all(|(name, own)| other.iter().any(|(of, other)| of == name && lower(own, other)))
            }
        }
    }

    /// Does the release stand open with a part of it in a registry?
    pub(crate) fn is_out_in_part(&self) -> bool {
        self.unfinished && self.reach == Reach::Registry
    }
}

/// All releases that were begun and not given up, the one begun last first.
///
/// # Errors
///
/// When a journal cannot be read.
pub fn underway(environment: &Environment) -> Result<Vec<BegunRelease>, Failure> {
    let home = environment.folder();
    let failed = |error: io::Error| Failure::new(format!("list {}", home.path().display()), error);
    let names = match home.open().and_then(|home| home.names()) {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut found = Vec::new();
    for (name, _) in names {
        let Ok(version) = name.into_string() else { continue };
        let folder = ReleaseFolder::of(environment, &version);
        if !folder.has_journal() {
            continue;
        }
        let journal = folder.journal()?;
        let at = |line: &JournalEntry| match line {
            JournalEntry::Began { at, .. } => Some(at.clone()),
            _ => None,
        };
        if journal.plan().is_some() {
            let (at, unfinished) = (journal.lines().iter().rev().find_map(at), journal.is_unfinished());
            let reach = journal.reach();
            found.push(BegunRelease { at, version, unfinished, reach });
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found)
}

/// The plan of a release and the state in which each of its effects was seen last.
///
/// # Errors
///
/// When none was begun, or its plan or journal cannot be read.
pub fn standing(environment: &Environment, version: &str) -> Result<(Plan, Receipt), ReleaseError> {
    let folder = ReleaseFolder::of(environment, version);
    let plan = folder.begun_plan()?;
    let journal = folder.journal()?;
    let seen = |effect| journal.last_seen(effect).cloned().unwrap_or(EffectState::Absent);
    let effects = plan.effects.iter().map(|effect| (effect.clone(), seen(effect))).collect();
    Ok((plan, Receipt { effects }))
}
