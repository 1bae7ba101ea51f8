//! Releases that were begun here: which there are, and how far each has come by its journal. It asks nobody else.

use std::fs;
use std::io;

use crate::call::Failure;
use crate::effect::State;
use crate::execute::{begun, folder};
use crate::halt::Halt;
use crate::journal::{Journal, Line};
use crate::plan::Plan;
use crate::receipt::Receipt;
use crate::world::World;

/// The versions whose release was begun and not given up, the one begun last first. One that is complete stays among them:
/// going on with it only looks again.
///
/// # Errors
///
/// When a journal cannot be read.
pub fn underway(world: &World) -> Result<Vec<String>, Failure> {
    let home = world.folder();
    let failed = |error: io::Error| Failure::new(format!("list {}", home.display()), error);
    let entries = match fs::read_dir(&home) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let Ok(version) = entry.file_name().into_string() else { continue };
        // Opening a journal would make one.
        if !entry.path().join(Journal::FILE).is_file() {
            continue;
        }
        let journal = Journal::open(&folder(world, &version))?;
        let at = |line: &Line| match line {
            Line::Began { at, .. } => Some(at.clone()),
            _ => None,
        };
        if journal.plan().is_some() {
            found.push((journal.lines().iter().rev().find_map(at), version));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found.into_iter().map(|(_, version)| version).collect())
}

/// How the release of a version stands: its plan, and what was seen last of each effect.
///
/// # Errors
///
/// When none was begun, or its plan or journal cannot be read.
pub fn standing(world: &World, version: &str) -> Result<(Plan, Receipt), Halt> {
    let plan = begun(world, version)?;
    let journal = Journal::open(&folder(world, version))?;
    let seen = |effect| journal.saw(effect).cloned().unwrap_or(State::Absent);
    let effects = plan.effects.iter().map(|effect| (effect.clone(), seen(effect))).collect();
    Ok((plan, Receipt { effects }))
}
