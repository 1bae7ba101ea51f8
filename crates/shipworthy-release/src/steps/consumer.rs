//! A fresh project, outside the workspace, that builds against the published package.

use std::time::Duration;

use crate::effect::EffectState;
use crate::execute::Execution;
use crate::registry::{Presence, RegistryRefusal, checksum_in, question};
use crate::runtime::{BUILD, Failure, ProgramCall};

const PATIENCE: Duration = Duration::from_secs(3600);

/// Builds one, and sees that it was built from what the registry gives out.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    let folder = question(
        execution.environment,
        member.registry.as_deref(),
        package,
        &format!("={}", member.to),
        &member.settings.features,
    )?;
    let manifest = folder.join("Cargo.toml");
    let call = ProgramCall::cargo(["build", "--manifest-path", &manifest.to_string_lossy()])
        .args(["--target-dir", &execution.environment.shared(BUILD).to_string_lossy()])
        .args(member.settings.target.iter().flat_map(|target| ["--target", target]))
        .at_most(PATIENCE)
        .logged(format!("consumer-{package}"));
    let output = execution.environment.run(call)?;
    if !output.succeeded() {
        let message = output.message();
        return Ok(match RegistryRefusal::read(&output.err) {
            RegistryRefusal::Trouble => EffectState::Unknown(message),
            _ => EffectState::Different(format!("a fresh project does not build with it: {message}")),
        });
    }
    Ok(match checksum_in(&folder, package, &member.to)? {
        Some(Presence::There { .. }) => {
            EffectState::Equal(format!("a fresh project builds with {package} {}", member.to))
        }
        _ => EffectState::Unknown(
            "a fresh project builds, but not with what the registry gives out: is it patched?".to_owned(),
        ),
    })
}
