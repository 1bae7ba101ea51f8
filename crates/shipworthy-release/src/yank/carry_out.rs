//! Carrying yanks out: one package after the other, each looked for, yanked, looked for again, and written down. `cargo
//! yank` yanks, with the credentials that cargo has.

use std::time::Duration;

use super::uploaded;
use super::yank_plan::{ApprovedYank, YankedPackage};
use crate::effect::ReleaseEffect;
use crate::error::{ReleaseError, StopKind, YANK};
use crate::event::ReleaseEvent;
use crate::execute::Execution;
use crate::registry::{Presence, RegistryRefusal, name_of};
use crate::runtime::{FailureCause, ProgramCall};
use crate::store::JournalEntry;

/// How long one yank may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long an index may lag behind, and how often to look again.
const LAG: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_secs(3);

/// Yanks everything that was agreed to, and says what.
pub(crate) fn carry_out(
    execution: &mut Execution<'_>,
    approved: &ApprovedYank,
) -> Result<Vec<String>, ReleaseError> {
    let mut yanked = Vec::new();
    for package in approved.packages() {
        yank_one(execution, package).map_err(|error| execution.stop(error))?;
        yanked.push(format!("{} {}", package.name, package.version));
    }
    Ok(yanked)
}

fn yank_one(execution: &mut Execution<'_>, package: &YankedPackage) -> Result<(), ReleaseError> {
    execution.environment.check_interrupt("go on").map_err(ReleaseError::of_yank)?;
    match presence(execution, package)? {
        Presence::Yanked => return noted(execution, package),
        Presence::Unknown(why) => {
            let why =
                format!("it could not be seen whether {} {} is there: {why}", package.name, package.version);
            return Err(resumable(why));
        }
        // The registry took it; an index that lags does not keep it from being yanked.
        Presence::There { .. } | Presence::Absent => {}
    }
    execution
        .journal
        .write(JournalEntry::Yanking { package: package.name.clone(), at: execution.at() })
        .map_err(ReleaseError::of_yank)?;
    (execution.tell)(ReleaseEvent::Yanking(package.name.clone()));
    let refusal = yank(execution, package)?;
    let mut waited = Duration::ZERO;
    loop {
        match (presence(execution, package)?, &refusal) {
            // The answer may have been lost, not the yank.
            (Presence::Yanked, _) => return noted(execution, package),
            (_, Some((refusal, output))) => return Err(refused(package, refusal, output)),
            (_, None) if waited >= LAG => {
                let why = format!(
                    "{} {} was yanked, and that is not to be seen yet",
                    package.name, package.version
                );
                return Err(resumable(why));
            }
            (_, None) => {
                let effect = ReleaseEffect::Index(package.name.clone());
                execution
                    .wait(&effect, "the index does not show the yank yet", PAUSE)
                    .map_err(ReleaseError::of_yank)?;
                waited += PAUSE;
            }
        }
    }
}

/// Yanks one package. `None` when the registry did it; else why not, and in whose words.
fn yank(
    execution: &Execution<'_>,
    package: &YankedPackage,
) -> Result<Option<(RegistryRefusal, String)>, ReleaseError> {
    let YankedPackage { name, version, registry, .. } = package;
    let call = ProgramCall::cargo(["yank", &format!("{name}@{version}")])
        .args(["--registry", name_of(registry.as_deref())])
        .at_most(PATIENCE)
        .logged(format!("yank-{name}"));
    match execution.environment.run(call) {
        Ok(output) if output.succeeded() => Ok(None),
        Ok(output) => Ok(Some((RegistryRefusal::read(&output.err), output.failure().to_string()))),
        Err(failure) if failure.cause == FailureCause::TimedOut => {
            Ok(Some((RegistryRefusal::Trouble, failure.to_string())))
        }
        Err(failure) => Err(ReleaseError::of_yank(failure)),
    }
}

fn presence(execution: &Execution<'_>, package: &YankedPackage) -> Result<Presence, ReleaseError> {
    let seen = uploaded::presence(
        execution.environment,
        package.registry.as_deref(),
        &package.name,
        &package.version,
    );
    seen.map_err(ReleaseError::of_yank)
}

/// Writes down once that a package is yanked, and reports it.
fn noted(execution: &mut Execution<'_>, package: &YankedPackage) -> Result<(), ReleaseError> {
    if !execution.journal.yanked(&package.name) {
        execution
            .journal
            .write(JournalEntry::Yanked { package: package.name.clone(), at: execution.at() })
            .map_err(ReleaseError::of_yank)?;
    }
    (execution.tell)(ReleaseEvent::Yanked(package.name.clone()));
    Ok(())
}

fn refused(package: &YankedPackage, refusal: &RegistryRefusal, output: &str) -> ReleaseError {
    let (name, registry) = (&package.name, name_of(package.registry.as_deref()));
    let why = format!("{registry} did not yank {name} {}: {output}", package.version);
    match refusal {
        RegistryRefusal::Token => {
            let login = format!("`cargo login --registry {registry}` with a token that may yank `{name}`");
            ReleaseError::no_go(why, format!("{login}, then `{YANK}` goes on"))
        }
        RegistryRefusal::NotOurs => {
            let add = format!("an owner can add you: `cargo owner --add LOGIN {name} --registry {registry}`");
            ReleaseError::no_go(why, format!("{add}; then `{YANK}` goes on"))
        }
        RegistryRefusal::Other | RegistryRefusal::AlreadyThere => {
            ReleaseError::no_go(why, format!("mend that, then `{YANK}` goes on; what is yanked stays so"))
        }
        RegistryRefusal::Trouble | RegistryRefusal::TooMany(_) => resumable(why),
    }
}

fn resumable(why: String) -> ReleaseError {
    let remedy = format!("when that is mended, `{YANK}` goes on; what is yanked stays so");
    ReleaseError { effect: None, why, remedy, stop: StopKind::Resumable }
}
