//! Carrying a plan out: one effect after the other, each looked for, done, looked for again, and written down. How an
//! effect is done is its own affair.
use shipworthy_engine::sys::files::sha256_hex;

use super::execution::Execution;
use super::undo::{unmake, withdraw};
use super::{perform, release_record};
use crate::effect::{EffectState, ReleaseEffect};
use crate::error::{ABORT, RESUME, ReleaseError};
use crate::event::ReleaseEvent;
use crate::preflight::ApprovedPlan;
use crate::receipt::Receipt;
use crate::runtime::{Environment, Failure, FailureCause};
use crate::store::{Journal, JournalEntry, Reach, ReleaseFolder, ReleaseLock, underway};

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
    let _lock = ReleaseLock::take(environment, tell)?;
    let plan = approved.into_plan();
    let version = plan.name();
    let folder = ReleaseFolder::of(environment, &version);
    let mut journal = folder.journal()?;
    let text = plan.text().map_err(|why| Failure::new("write the plan", why))?;
    let digest = sha256_hex(text.as_bytes());
    let begun = journal.plan().map(str::to_owned);
    match begun {
        Some(begun) if begun == digest => {}
        Some(_) if journal.is_unfinished() && journal.reach() == Reach::Nothing => {
            // All of the release before was taken back, and another plan was made since.
            journal.write(JournalEntry::Aborted { at: environment.now().to_string() })?;
            begin(&folder, &mut journal, environment, &text, digest)?;
        }
        Some(_) => {
            let why = format!("a release of {version} was begun with another plan, and not ended");
            let remedy = format!("`{RESUME}` ends it, `{ABORT}` takes it back as far as that is possible");
            return Err(ReleaseError::no_go(why, remedy));
        }
        None => begin(&folder, &mut journal, environment, &text, digest)?,
    }
    supersede(environment, &version)?;
    folder.keep_notes(&plan)?;
    carry_out_all(&mut Execution { environment, plan: &plan, journal, folder, tell })
}

/// Keeps the plan, and writes down that its release is begun.
fn begin(
    folder: &ReleaseFolder,
    journal: &mut Journal,
    environment: &Environment,
    text: &str,
    digest: String,
) -> Result<(), Failure> {
    folder.keep_plan(text)?;
    journal.write(JournalEntry::Began { plan: digest, at: environment.now().to_string() })
}

/// Lets lower versions that are out in part give way to this one: they will never be whole.
fn supersede(environment: &Environment, version: &str) -> Result<(), Failure> {
    for begun in underway(environment)? {
        if begun.is_out_in_part() && begun.is_lower_than(version) {
            let mut journal = ReleaseFolder::of(environment, &begun.version).journal()?;
            let (by, at) = (version.to_owned(), environment.now().to_string());
            journal.write(JournalEntry::Superseded { by, at })?;
        }
    }
    Ok(())
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
    let plan = ReleaseFolder::of(environment, version).begun_plan()?;
    execute(ApprovedPlan::before(plan), environment, tell)
}

fn carry_out_all(execution: &mut Execution<'_>) -> Result<Receipt, ReleaseError> {
    let mut receipt = Receipt::default();
    for effect in execution.plan.effects.clone() {
        let state = carry_out(execution, &effect).map_err(|error| execution.stop(error.at(&effect)))?;
        receipt.effects.push((effect, state));
    }
    execution.journal.write(JournalEntry::Ended { at: execution.at() })?;
    // Killed between these two, it is resumed, looks again and writes the record then.
    release_record::keep(execution)?;
    Ok(receipt)
}

/// Carries one effect out: looks for it, does it when it is absent, and looks for it again.
fn carry_out(execution: &mut Execution<'_>, effect: &ReleaseEffect) -> Result<EffectState, ReleaseError> {
    execution.environment.check_interrupt("go on")?;
    if let Some(EffectState::Equal(output)) =
        execution.journal.last_seen(effect).filter(|_| execution.journal.is_lasting(effect))
    {
        let state = EffectState::Equal(output.clone());
        (execution.tell)(ReleaseEvent::Probed(effect.clone(), state.clone()));
        return Ok(state);
    }
    if effect.is_verification() {
        // Looking is all there is to do; it may take long.
        execution.record_begin(effect)?;
        return match probe(execution, effect)? {
            EffectState::Absent => {
                Err(ReleaseError::resumable("it is not to be seen yet, and what comes next needs it"))
            }
            state => settled(execution, effect, state),
        };
    }
    match probe(execution, effect)? {
        EffectState::Absent => {
            execution.record_begin(effect)?;
            if let Err(error) = perform::act(effect, execution) {
                return left_open(execution, effect, error);
            }
            (execution.tell)(ReleaseEvent::Done(effect.clone()));
            match probe(execution, effect)? {
                EffectState::Absent => Err(ReleaseError::resumable("it was done, and is not to be seen yet")),
                state => settled(execution, effect, state),
            }
        }
        state => settled(execution, effect, state),
    }
}

/// The stop for an effect that was not done, unless the release can end without it. The answer may be lost, not the
/// deed.
fn left_open(
    execution: &mut Execution<'_>,
    effect: &ReleaseEffect,
    error: ReleaseError,
) -> Result<EffectState, ReleaseError> {
    if !matches!(effect, ReleaseEffect::Forge(_)) {
        return Err(error);
    }
    execution.environment.check_interrupt("go on")?;
    match probe(execution, effect)? {
        EffectState::Absent => {
            let open = EffectState::Unknown(execution.environment.redacted(&error.why));
            execution.record_state(effect, &open)?;
            Ok(open)
        }
        state => settled(execution, effect, state),
    }
}

/// The state that was seen, when a release can go on with it.
fn settled(
    execution: &mut Execution<'_>,
    effect: &ReleaseEffect,
    state: EffectState,
) -> Result<EffectState, ReleaseError> {
    match state {
        EffectState::Different(what) if *effect == ReleaseEffect::Push => Err(withdraw(execution, &what)),
        EffectState::Different(what) if *effect == ReleaseEffect::Commit => Err(unmake(execution, &what)),
        // All is uploaded, and only a higher version can mend it: the release ends with what was found.
        EffectState::Different(what) if matches!(effect, ReleaseEffect::Hook(_)) => {
            Err(ReleaseError::no_go(what, "nothing was changed by the release: mend that, and plan anew"))
        }
        EffectState::Different(what) if effect.is_last_look() => Ok(EffectState::Different(what)),
        EffectState::Different(what) => {
            let remedy =
                format!("that is for a person to decide; `{ABORT}` says what can still be taken back");
            Err(ReleaseError::no_go(what, remedy))
        }
        // What only looks stays as work to do, and stops nothing.
        EffectState::Unknown(why)
            if !effect.is_verification() && !matches!(effect, ReleaseEffect::Forge(_)) =>
        {
            Err(ReleaseError::resumable(format!("it could not be seen whether it is there: {why}")))
        }
        state => Ok(state),
    }
}

fn probe(execution: &mut Execution<'_>, effect: &ReleaseEffect) -> Result<EffectState, ReleaseError> {
    (execution.tell)(ReleaseEvent::Probing(effect.clone()));
    let state = match perform::probe(effect, execution) {
        Ok(state) => state,
        Err(failure) if failure.cause == FailureCause::Interrupted => return Err(failure.into()),
        Err(failure) => EffectState::Unknown(failure.to_string()),
    };
    execution.record_state(effect, &state)?;
    Ok(state)
}
