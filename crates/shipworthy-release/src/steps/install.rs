//! The programs of a package, installed from the registry, and started.

use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::time::Duration;

use crate::effect::EffectState;
use crate::execute::Execution;
use crate::registry::name_of;
use crate::runtime::{BUILD, Failure, FailureCause, ProgramCall};

const PATIENCE: Duration = Duration::from_secs(3600);

/// How long a program may take that only says its version.
const START: Duration = Duration::from_secs(60);

/// The exit code of a Rust program that panics.
const PANICKED: i32 = 101;

/// The exit code of a program that the system's loader gave up on: a library is missing.
const NOT_LOADED: i32 = 127;

/// Installs the programs of a package into a scratch folder, and starts each.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    let root = execution.environment.scratch("install")?;
    // `cargo install` does not read the settings of the folder it is run in.
    let call = ProgramCall::cargo(execution.environment.workspace_settings())
        .args(["install", package, "--version", &format!("={}", member.to)])
        .args(["--registry", name_of(member.registry.as_deref()), "--root", &root.to_string_lossy()])
        .args(["--target-dir", &execution.environment.shared(BUILD).to_string_lossy()])
        .args(member.settings.features.iter().flat_map(|feature| ["--features", feature]))
        .at_most(PATIENCE)
        .logged(format!("install-{package}"));
    let output = execution.environment.run(call)?;
    if !output.succeeded() {
        let message = output.message();
        // What this machine lacks, a library of the system perhaps, is no fault of the package.
        return Ok(EffectState::Unknown(format!("it cannot be installed here: {message}")));
    }
    let mut answers = Vec::new();
    for program in &member.programs {
        let path = root.join("bin").join(format!("{program}{EXE_SUFFIX}"));
        if !path.is_file() {
            return Ok(EffectState::Unknown(format!(
                "`cargo install {package}` does not install the program `{program}`"
            )));
        }
        match start(execution, &path)? {
            Started::Well => answers.push(program.clone()),
            Started::Silent(how) => answers.push(format!("{program} ({how})")),
            Started::Unclear(how) => return Ok(EffectState::Unknown(format!("`{program}`: {how}"))),
            Started::Crashed(how) => {
                return Ok(EffectState::Different(format!("`{program}` does not start: {how}")));
            }
        }
    }
    Ok(EffectState::Equal(format!("installed and started: {}", answers.join(", "))))
}

/// What became of a program that was started.
enum Started {
    /// It answered.
    Well,
    /// It ran to an end of its own, and knows neither flag.
    Silent(String),
    /// It ended in a panic: it may need arguments, or be broken.
    Unclear(String),
    /// The system could not start it, or a signal ended it.
    Crashed(String),
}

/// Starts a program with a flag that most know. It need know neither.
fn start(execution: &Execution<'_>, path: &Path) -> Result<Started, Failure> {
    let mut ended = Started::Silent(String::new());
    for flag in ["--version", "--help"] {
        let output = match execution
            .environment
            .run(ProgramCall::of(&path.to_string_lossy(), [flag]).at_most(START))
        {
            Ok(output) => output,
            Err(failure) if failure.cause == FailureCause::Interrupted => return Err(failure),
            // A program that waits for input, or serves, runs.
            Err(failure) if failure.cause == FailureCause::TimedOut => {
                return Ok(Started::Silent(format!("`{flag}` does not end")));
            }
            Err(failure) => return Ok(Started::Crashed(failure.to_string())),
        };
        match output.code {
            Some(0) => return Ok(Started::Well),
            None | Some(NOT_LOADED) => return Ok(Started::Crashed(output.failure().to_string())),
            Some(PANICKED) => ended = Started::Unclear(output.failure().to_string()),
            Some(code) => ended = Started::Silent(format!("`{flag}` ends with exit code {code}")),
        }
    }
    Ok(ended)
}
