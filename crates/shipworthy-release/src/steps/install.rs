//! The programs of a package, installed from the registry, and started.

use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::time::Duration;

use crate::effect::EffectState;
use crate::execute::Execution;
use crate::registry::{RegistryRefusal, name_of};
use crate::runtime::{Failure, FailureCause, ProgramCall};

const PATIENCE: Duration = Duration::from_secs(3600);

/// How long a program may take that only says its version.
const START: Duration = Duration::from_secs(60);

/// The exit code of a Rust program that panics.
const PANICKED: i32 = 101;

/// Installs the programs of a package into a scratch folder, and starts each.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    let root = execution.environment.scratch("install")?;
    // `cargo install` does not read the settings of the folder it is run in.
    let call = ProgramCall::cargo(execution.environment.workspace_settings())
        .args(["install", package, "--version", &format!("={}", member.to)])
        .args(["--registry", name_of(member.registry.as_deref()), "--root", &root.to_string_lossy()])
        .args(["--target-dir", &execution.environment.shared("build").to_string_lossy()])
        .at_most(PATIENCE)
        .logged(format!("install-{package}"));
    let output = execution.environment.run(call)?;
    if !output.succeeded() {
        let message = output.message();
        return Ok(match RegistryRefusal::read(&output.err) {
            RegistryRefusal::Trouble => EffectState::Unknown(message),
            _ => EffectState::Different(format!("it cannot be installed: {message}")),
        });
    }
    for program in &member.programs {
        let path = root.join("bin").join(format!("{program}{EXE_SUFFIX}"));
        if !path.is_file() {
            return Ok(EffectState::Unknown(format!(
                "`cargo install {package}` does not install the program `{program}`"
            )));
        }
        match start(execution, &path)? {
            Started::Well => {}
            Started::Unclear(how) => return Ok(EffectState::Unknown(format!("`{program}`: {how}"))),
            Started::Crashed(how) => {
                return Ok(EffectState::Different(format!("`{program}` does not start: {how}")));
            }
        }
    }
    Ok(EffectState::Equal(format!("installed and started: {}", member.programs.join(", "))))
}

enum Started {
    Well,
    Unclear(String),
    Crashed(String),
}

/// A program need not know either flag; but it must not crash over them.
fn start(execution: &Execution<'_>, path: &Path) -> Result<Started, Failure> {
    let mut unclear = String::new();
    for flag in ["--version", "--help"] {
        let output = match execution
            .environment
            .run(ProgramCall::of(&path.to_string_lossy(), [flag]).at_most(START))
        {
            Ok(output) => output,
            Err(failure) if failure.cause == FailureCause::Interrupted => return Err(failure),
            Err(failure) => return Ok(Started::Crashed(failure.to_string())),
        };
        match output.code {
            Some(0) => return Ok(Started::Well),
            None | Some(PANICKED) => return Ok(Started::Crashed(output.failure().to_string())),
            Some(_) => unclear = output.failure().to_string(),
        }
    }
    Ok(Started::Unclear(unclear))
}
