//! Carrying a plan out: one effect after the other, each looked for, done, looked for again, and written down. How an
//! effect is done is its own affair.

use std::fs;
use std::path::{Path, PathBuf};

use shipworthy_engine::sys::files::{read_text, sha256_hex, write_atomic};

use crate::call::{Cause, Failure};
use crate::effect::{Effect, EffectState, NOTES, withdraw};
use crate::environment::Environment;
use crate::error::{ABORT, RESUME, ReleaseError};
use crate::event::ReleaseEvent;
use crate::execution::Execution;
use crate::journal::{Journal, JournalEntry};
use crate::lock::ReleaseLock;
use crate::plan::{ApprovedPlan, Plan};
use crate::receipt::Receipt;
use crate::record;

/// The name of the plan file, in the folder of its release.
pub const PLAN: &str = "plan.json";

/// Carries an approved plan out.
///
/// # Errors
///
/// When it stops before its end: why, and what to do then.
pub fn execute(
    approved: ApprovedPlan,
    environment: &Environment,
    tell: &mut dyn FnMut(ReleaseEvent),
) -> Result<Receipt, ReleaseError> {
    let _lock = ReleaseLock::take(environment)?;
    let ApprovedPlan(plan) = approved;
    let version = plan.version();
    let folder = folder(environment, &version);
    let mut journal = Journal::open(&folder)?;
    let text = text(&plan)?;
    let digest = sha256_hex(text.as_bytes());
    match journal.plan() {
        Some(begun) if begun == digest => {}
        Some(_) => {
            let why = format!("a release of {version} was begun with another plan, and not ended");
            let remedy = format!("`{RESUME}` ends it, `{ABORT}` takes it back as far as that is possible");
            return Err(ReleaseError::no_go(why, remedy));
        }
        None => {
            keep(&folder.join(PLAN), &text)?;
            journal.write(JournalEntry::Began { plan: digest, at: environment.now().to_string() })?;
        }
    }
    keep(&folder.join(NOTES), &plan.notes)?;
    all(&mut Execution { environment, plan: &plan, journal, folder, tell })
}

/// Goes on with a release that stopped, however it stopped.
///
/// # Errors
///
/// When there is none, or it stops again.
pub fn resume(
    environment: &Environment,
    version: &str,
    tell: &mut dyn FnMut(ReleaseEvent),
) -> Result<Receipt, ReleaseError> {
    let plan = begun(environment, version)?;
    execute(ApprovedPlan::before(plan), environment, tell)
}

/// The plan of a release that was begun and neither aborted nor replaced.
pub(crate) fn begun(environment: &Environment, version: &str) -> Result<Plan, ReleaseError> {
    let folder = folder(environment, version);
    let nothing = || {
        ReleaseError::no_go(
            format!("no release of {version} was begun here"),
            "cargo xtask release, to plan one",
        )
    };
    if !folder.join(Journal::FILE).is_file() {
        return Err(nothing());
    }
    let journal = Journal::open(&folder)?;
    let Some(digest) = journal.plan() else { return Err(nothing()) };
    let path = folder.join(PLAN);
    let begun = read_text(&path).map_err(|why| Failure::new("read the plan", why))?;
    let changed = |why: String| {
        ReleaseError::no_go(
            format!("{} is not the plan that was begun: {why}", path.display()),
            "put back what it was; nothing is carried out that was not approved",
        )
    };
    let plan = Plan::read(&begun).map_err(changed)?;
    match sha256_hex(text(&plan)?.as_bytes()) == digest {
        true => Ok(plan),
        false => Err(changed("it was changed since".to_owned())),
    }
}

/// The folder of the release of a version.
pub fn folder(environment: &Environment, version: &str) -> PathBuf {
    environment.folder().join(version)
}

fn text(plan: &Plan) -> Result<String, Failure> {
    plan.text().map_err(|why| Failure::new("write the plan", why))
}

fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    write_atomic(path, text.as_bytes())
        .map_err(|error| Failure::new(format!("write {}", path.display()), error))
}

fn all(execution: &mut Execution<'_>) -> Result<Receipt, ReleaseError> {
    let mut receipt = Receipt::default();
    for effect in execution.plan.effects.clone() {
        let state = one(execution, &effect).map_err(|error| execution.stop(error.at(&effect)))?;
        receipt.effects.push((effect, state));
    }
    execution.journal.write(JournalEntry::Ended { at: execution.at() })?;
    // Killed between these two, it is resumed, looks again and writes the record then.
    record::keep(execution)?;
    Ok(receipt)
}

/// One effect: looked for; done when it is absent; looked for again.
fn one(execution: &mut Execution<'_>, effect: &Effect) -> Result<EffectState, ReleaseError> {
    execution.environment.check("go on")?;
    if let Some(EffectState::Equal(said)) =
        execution.journal.saw(effect).filter(|_| effect.lasts(&execution.journal))
    {
        let state = EffectState::Equal(said.clone());
        (execution.tell)(ReleaseEvent::Saw(effect.clone(), state.clone()));
        return Ok(state);
    }
    if effect.is_verification() {
        // Looking is all there is to do; it may take long.
        execution.doing(effect)?;
        return match look(execution, effect)? {
            EffectState::Absent => {
                Err(ReleaseError::resumable("it is not to be seen yet, and what comes next needs it"))
            }
            state => settled(execution, effect, state),
        };
    }
    match look(execution, effect)? {
        EffectState::Absent => {
            execution.doing(effect)?;
            if let Err(error) = effect.act(execution) {
                return left_open(execution, effect, error);
            }
            (execution.tell)(ReleaseEvent::Done(effect.clone()));
            match look(execution, effect)? {
                EffectState::Absent => Err(ReleaseError::resumable("it was done, and is not to be seen yet")),
                state => settled(execution, effect, state),
            }
        }
        state => settled(execution, effect, state),
    }
}

/// What was not done stops the release, unless that can end without it. The answer may be lost, not the deed.
fn left_open(
    execution: &mut Execution<'_>,
    effect: &Effect,
    error: ReleaseError,
) -> Result<EffectState, ReleaseError> {
    if !matches!(effect, Effect::Forge(_)) {
        return Err(error);
    }
    execution.environment.check("go on")?;
    match look(execution, effect)? {
        EffectState::Absent => {
            let open = EffectState::Unknown(execution.environment.redacted(&error.why));
            execution.saw(effect, &open)?;
            Ok(open)
        }
        state => settled(execution, effect, state),
    }
}

/// What was seen, when a release can go on with it.
fn settled(
    execution: &mut Execution<'_>,
    effect: &Effect,
    state: EffectState,
) -> Result<EffectState, ReleaseError> {
    match state {
        EffectState::Different(what) if *effect == Effect::Push => Err(withdraw(execution, &what)),
        EffectState::Different(what) => {
            let remedy =
                format!("that is for a person to decide; `{ABORT}` says what can still be taken back");
            Err(ReleaseError::no_go(what, remedy))
        }
        // What only looks stays as work to do, and stops nothing.
        EffectState::Unknown(why) if !effect.is_verification() && !matches!(effect, Effect::Forge(_)) => {
            Err(ReleaseError::resumable(format!("it could not be seen whether it is there: {why}")))
        }
        state => Ok(state),
    }
}

fn look(execution: &mut Execution<'_>, effect: &Effect) -> Result<EffectState, ReleaseError> {
    (execution.tell)(ReleaseEvent::Looking(effect.clone()));
    let state = match effect.probe(execution) {
        Ok(state) => state,
        Err(failure) if failure.cause == Cause::Interrupted => return Err(failure.into()),
        Err(failure) => EffectState::Unknown(failure.to_string()),
    };
    execution.saw(effect, &state)?;
    Ok(state)
}
