//! A package in the registry. `cargo publish` uploads; here it is decided whether to, and what its refusal means.

use std::time::Duration;

use shipworthy_model::time::Timestamp;

use super::commit;
use crate::effect::{EffectState, ReleaseEffect};
use crate::error::{ReleaseError, StopKind};
use crate::execute::Execution;
use crate::plan::PlannedPackage;
use crate::registry::{Presence, RegistryRefusal, name_of, published};
use crate::runtime::{Failure, FailureCause, ProgramCall};
use crate::store::JournalEntry;

/// The longest that one upload may take, cargo's own waiting for the index included.
const PATIENCE: Duration = Duration::from_secs(1800);

/// How long to wait after each trouble, in seconds. After the last one the release stops.
const PAUSES: [u64; 3] = [2, 8, 30];

/// How often to look again for a package that may just have been uploaded, and how long to wait before each look.
const LATE_LOOKS: u32 = 2;
const LATE_PAUSE: Duration = Duration::from_secs(2);

/// How long to wait when a registry says that it is too much, and not until when.
const NO_DATE: Duration = Duration::from_secs(600);

/// The longest wait that is worth keeping a terminal open for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// The most times that a registry may send one package away.
const MOST_WAITS: u32 = 12;

/// The registry has the version, and its bytes are those that are packaged here.
pub(crate) fn probe(execution: &mut Execution<'_>, package: &str) -> Result<EffectState, Failure> {
    let member = execution.member(package)?;
    let begun = execution.journal.began(&ReleaseEffect::Upload(package.to_owned()));
    let mut seen = presence(execution, &member)?;
    if execution.journal.accepted(package) && seen == Presence::Absent {
        return Ok(EffectState::Equal("the registry took it; its index does not show it yet".to_owned()));
    }
    // An upload that was begun and whose end was not seen may be on its way.
    for _ in 0..if begun { LATE_LOOKS } else { 0 } {
        if seen != Presence::Absent {
            break;
        }
        execution.wait(
            &ReleaseEffect::Upload(package.to_owned()),
            "an upload was begun; is it there?",
            LATE_PAUSE,
        )?;
        seen = presence(execution, &member)?;
    }
    compare(execution, &member, seen)
}

/// The state of an upload: what the registry has, held against what was packaged here; packaged now when it never was.
fn compare(
    execution: &mut Execution<'_>,
    member: &PlannedPackage,
    seen: Presence,
) -> Result<EffectState, Failure> {
    let (name, version) = (&member.name, &member.to);
    let there = match seen {
        Presence::Absent => return Ok(EffectState::Absent),
        Presence::Unknown(why) => return Ok(EffectState::Unknown(why)),
        Presence::Yanked => {
            let undo = format!(
                "cargo yank --undo {name}@{version} --registry {}",
                name_of(member.registry.as_deref())
            );
            let what =
                format!("the registry has {name} {version}, and it was yanked; `{undo}` takes that back");
            return Ok(EffectState::Different(what));
        }
        Presence::There { checksum: None } => {
            return Ok(EffectState::Unknown(format!(
                "the registry has {name} {version}, and tells no checksum"
            )));
        }
        Presence::There { checksum: Some(checksum) } => checksum,
    };
    if execution.journal.packaged(name).any(|sha256| sha256 == there) {
        return Ok(EffectState::Equal(there));
    }
    match packaged(execution, member)? {
        here if here == there => Ok(EffectState::Equal(there)),
        here => {
            let what =
                format!("the registry has {name} {version} with SHA-256 {there}, and here it has {here}");
            Ok(EffectState::Different(what))
        }
    }
}

/// Uploads a package, as often as that makes sense. Whether it is there then is for the probe to say.
pub(crate) fn act(execution: &mut Execution<'_>, package: &str) -> Result<(), ReleaseError> {
    let member = execution.member(package)?;
    packaged(execution, &member)?;
    let mut troubles = PAUSES.iter();
    let mut waits = 0;
    loop {
        let Some((refusal, output)) = publish(execution, &member)? else {
            execution
                .journal
                .write(JournalEntry::Accepted { package: member.name.clone(), at: execution.at() })?;
            return Ok(());
        };
        match refusal {
            RegistryRefusal::AlreadyThere => return Ok(()),
            RegistryRefusal::TooMany(after) if waits < MOST_WAITS => {
                waits += 1;
                throttled(execution, &member, after, &output)?;
            }
            RegistryRefusal::Trouble => {
                // The answer may be lost, not the package.
                if matches!(presence(execution, &member)?, Presence::There { .. } | Presence::Yanked) {
                    return Ok(());
                }
                let Some(pause) = troubles.next() else { return Err(ReleaseError::resumable(output)) };
                let effect = ReleaseEffect::Upload(member.name.clone());
                execution.wait(&effect, "the registry is in trouble", Duration::from_secs(*pause))?;
                if matches!(presence(execution, &member)?, Presence::There { .. } | Presence::Yanked) {
                    return Ok(());
                }
            }
            RegistryRefusal::TooMany(_) => return Err(ReleaseError::resumable(output)),
            RegistryRefusal::NotOurs | RegistryRefusal::Token | RegistryRefusal::Other => {
                return Err(refused(&member, &refusal, output));
            }
        }
    }
}

/// Runs one upload. `None` when the registry took it; else why not, and in whose words.
fn publish(
    execution: &Execution<'_>,
    member: &PlannedPackage,
) -> Result<Option<(RegistryRefusal, String)>, Failure> {
    let call = ProgramCall::cargo(["publish", "--package", &member.name, "--no-verify"])
        .args(["--registry", name_of(member.registry.as_deref())])
        .args(["--target-dir", &execution.environment.shared("package").to_string_lossy()])
        .at_most(PATIENCE)
        .logged(format!("publish-{}", member.name));
    match execution.environment.run(call) {
        Ok(output) if output.succeeded() => Ok(None),
        Ok(output) => Ok(Some((RegistryRefusal::read(&output.err), output.message()))),
        Err(failure) if failure.cause == FailureCause::TimedOut => {
            Ok(Some((RegistryRefusal::Trouble, failure.to_string())))
        }
        Err(failure) => Err(failure),
    }
}

/// Waits until the registry takes the next upload.
fn throttled(
    execution: &mut Execution<'_>,
    member: &PlannedPackage,
    after: Option<Timestamp>,
    output: &str,
) -> Result<(), ReleaseError> {
    // A clock that runs a little ahead must not come a second too early.
    let wait = after.map_or(NO_DATE, |after| execution.environment.until(after) + Duration::from_secs(1));
    if wait > LONGEST_WAIT {
        return Err(ReleaseError::resumable(output));
    }
    let until = after.map_or_else(String::new, |after| format!(" before {after}"));
    let why = format!("the registry takes no more{until}");
    Ok(execution.wait(&ReleaseEffect::Upload(member.name.clone()), &why, wait)?)
}

fn refused(member: &PlannedPackage, refusal: &RegistryRefusal, output: String) -> ReleaseError {
    let registry = name_of(member.registry.as_deref());
    let name = &member.name;
    let remedy = match refusal {
        RegistryRefusal::NotOurs => format!(
            "the name `{name}` belongs to somebody else: let an owner add you (`cargo owner --add LOGIN {name} --registry {registry}`), then resume; or choose another name"
        ),
        RegistryRefusal::Token => {
            format!("`cargo login --registry {registry}` with a token that may publish `{name}`, then resume")
        }
        _ => "mend that; what is uploaded stays, the rest can be resumed".to_owned(),
    };
    ReleaseError { stop: StopKind::NoGo, ..ReleaseError::no_go(output, remedy) }
}

/// Packages what is committed, keeps the bytes, and writes down what they are. Only of the version commit: a package
/// says in itself which commit it was made of.
fn packaged(execution: &mut Execution<'_>, member: &PlannedPackage) -> Result<String, Failure> {
    let (commit, head) = (execution.commit()?, commit::head(execution)?);
    if commit != head {
        let why = format!("HEAD is {head}; check the version commit out first: git switch --detach {commit}");
        return Err(Failure::new(format!("package {}", member.name), why));
    }
    let target = execution.environment.shared("package");
    let call = ProgramCall::cargo(["package", "--package", &member.name, "--no-verify", "--quiet"])
        .args(["--target-dir", &target.to_string_lossy()])
        .logged(format!("package-{}", member.name));
    execution.environment.run(call)?.done()?;
    let file = format!("{}-{}.crate", member.name, member.to);
    let to = execution.folder.keep_package(&target.join("package").join(&file), &file)?;
    let sha256 = execution.environment.checksum(&to)?;
    if execution.journal.packaged(&member.name).next() != Some(sha256.as_str()) {
        let package = member.name.clone();
        execution.journal.write(JournalEntry::Packaged {
            package,
            sha256: sha256.clone(),
            at: execution.at(),
        })?;
    }
    Ok(sha256)
}

fn presence(execution: &Execution<'_>, member: &PlannedPackage) -> Result<Presence, Failure> {
    published(execution.environment, member.registry.as_deref(), &member.name, &member.to)
}
