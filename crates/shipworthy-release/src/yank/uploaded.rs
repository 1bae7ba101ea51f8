//! The packages of a release that its registries have, asked of them and not of the journal alone.

use crate::effect::{EffectState, ReleaseEffect};
use crate::plan::{Plan, PlannedPackage};
use crate::registry::{Presence, published};
use crate::runtime::{Environment, Failure};
use crate::store::Journal;

/// The packages of a release that their registries have, or may have, each after those it depends on. Nothing that was
/// never begun to be uploaded is asked for.
pub(crate) fn uploaded<'p>(
    environment: &Environment,
    plan: &'p Plan,
    journal: &Journal,
) -> Result<Vec<(&'p PlannedPackage, Presence)>, Failure> {
    let mut found = Vec::new();
    for package in &plan.packages {
        let effect = ReleaseEffect::Upload(package.name.clone());
        if !journal.began(&effect) && !matches!(journal.last_seen(&effect), Some(EffectState::Equal(_))) {
            continue;
        }
        match presence(environment, package.registry.as_deref(), &package.name, &package.to)? {
            Presence::Absent if !journal.accepted(&package.name) => {}
            presence => found.push((package, presence)),
        }
    }
    Ok(found)
}

/// What the registry has of a version, even when nobody can use it any more because something else was yanked.
pub(super) fn presence(
    environment: &Environment,
    registry: Option<&str>,
    name: &str,
    version: &str,
) -> Result<Presence, Failure> {
    Ok(match published(environment, registry, name, version)? {
        // cargo tells of the needs of a version only when it could choose that version.
        Presence::Unknown(why) if why.contains(&format!("package `{name} v{version}")) => {
            Presence::There { checksum: None }
        }
        presence => presence,
    })
}
