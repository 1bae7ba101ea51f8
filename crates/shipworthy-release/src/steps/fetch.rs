//! The bytes that the registry gives out, fetched by a cargo that has never seen them, held against those packaged here.

use std::fs;
use std::path::{Path, PathBuf};

use crate::effect::EffectState;
use crate::execute::Execution;
use crate::registry::name_of;
use crate::runtime::{Failure, ProgramCall};

/// Fetches into an empty home of cargo and compares.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    let home = execution.environment.scratch("home")?;
    let mut call = ProgramCall::cargo(execution.environment.user_settings())
        .args(["info", &format!("{package}@{}", member.to)]);
    call = call.args(["--registry", name_of(member.registry.as_deref())]);
    let output = execution.environment.run(call.env("CARGO_HOME", home.to_string_lossy()))?;
    if !output.succeeded() {
        return Ok(EffectState::Unknown(output.message()));
    }
    let Some(file) = fetched(&home, &format!("{package}-{}.crate", member.to)) else {
        return Ok(EffectState::Unknown(format!("cargo told of {package} without fetching it")));
    };
    let there = execution.environment.checksum(&file)?;
    Ok(if execution.journal.packaged(package).any(|sha256| sha256 == there) {
        EffectState::Equal(there)
    } else {
        EffectState::Different(format!(
            "the registry gives out bytes with SHA-256 {there}, which were not packaged here"
        ))
    })
}

/// The path of a fetched file below `registry/cache/SOMETHING`.
fn fetched(home: &Path, file: &str) -> Option<PathBuf> {
    let caches = fs::read_dir(home.join("registry").join("cache")).ok()?;
    caches.flatten().map(|cache| cache.path().join(file)).find(|path| path.is_file())
}
