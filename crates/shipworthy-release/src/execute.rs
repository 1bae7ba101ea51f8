//! Carrying a plan out: one effect after the other, each looked for, done, looked for again, and written down. How an
//! effect is done is its own affair.

use std::fs;
use std::path::{Path, PathBuf};

use shipworthy_engine::door::files::{read_text, sha256_hex, write_atomic};

use crate::call::{Cause, Failure};
use crate::effect::{Effect, NOTES, State, withdraw};
use crate::event::Event;
use crate::halt::{ABORT, Halt, RESUME};
use crate::journal::{Journal, Line};
use crate::lock::Lock;
use crate::plan::{Approved, Plan};
use crate::receipt::Receipt;
use crate::record;
use crate::walk::Walk;
use crate::world::World;

/// The name of the plan file, in the folder of its release.
pub const PLAN: &str = "plan.json";

/// Carries an approved plan out.
///
/// # Errors
///
/// When it stops before its end: why, and what to do then.
pub fn execute(approved: Approved, world: &World, tell: &mut dyn FnMut(Event)) -> Result<Receipt, Halt> {
    let _lock = Lock::take(world)?;
    let Approved(plan) = approved;
    let version = plan.version();
    let folder = folder(world, &version);
    let mut journal = Journal::open(&folder)?;
    let text = text(&plan)?;
    let digest = sha256_hex(text.as_bytes());
    match journal.plan() {
        Some(begun) if begun == digest => {}
        Some(_) => {
            let why = format!("a release of {version} was begun with another plan, and not ended");
            let remedy = format!("`{RESUME}` ends it, `{ABORT}` takes it back as far as that is possible");
            return Err(Halt::no_go(why, remedy));
        }
        None => {
            keep(&folder.join(PLAN), &text)?;
            journal.write(Line::Began { plan: digest, at: world.now().to_string() })?;
        }
    }
    keep(&folder.join(NOTES), &plan.notes)?;
    all(&mut Walk { world, plan: &plan, journal, folder, tell })
}

/// Goes on with a release that stopped, however it stopped.
///
/// # Errors
///
/// When there is none, or it stops again.
pub fn resume(world: &World, version: &str, tell: &mut dyn FnMut(Event)) -> Result<Receipt, Halt> {
    let plan = begun(world, version)?;
    execute(Approved::before(plan), world, tell)
}

/// The plan of a release that was begun and neither aborted nor replaced.
pub(crate) fn begun(world: &World, version: &str) -> Result<Plan, Halt> {
    let folder = folder(world, version);
    let nothing =
        || Halt::no_go(format!("no release of {version} was begun here"), "cargo xtask release, to plan one");
    if !folder.join(Journal::FILE).is_file() {
        return Err(nothing());
    }
    let journal = Journal::open(&folder)?;
    let Some(digest) = journal.plan() else { return Err(nothing()) };
    let path = folder.join(PLAN);
    let begun = read_text(&path).map_err(|why| Failure::new("read the plan", why))?;
    let changed = |why: String| {
        Halt::no_go(
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
pub fn folder(world: &World, version: &str) -> PathBuf {
    world.folder().join(version)
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

fn all(walk: &mut Walk<'_>) -> Result<Receipt, Halt> {
    let mut receipt = Receipt::default();
    for effect in walk.plan.effects.clone() {
        let state = one(walk, &effect).map_err(|halt| walk.stop(halt.at(&effect)))?;
        receipt.effects.push((effect, state));
    }
    walk.journal.write(Line::Ended { at: walk.at() })?;
    // Killed between these two, it is resumed, looks again and writes the record then.
    record::keep(walk)?;
    Ok(receipt)
}

/// One effect: looked for; done when it is absent; looked for again.
fn one(walk: &mut Walk<'_>, effect: &Effect) -> Result<State, Halt> {
    walk.world.check("go on")?;
    if let Some(State::Equal(said)) = walk.journal.saw(effect).filter(|_| effect.lasts(&walk.journal)) {
        let state = State::Equal(said.clone());
        (walk.tell)(Event::Saw(effect.clone(), state.clone()));
        return Ok(state);
    }
    if effect.is_verification() {
        // Looking is all there is to do; it may take long.
        walk.doing(effect)?;
        return match look(walk, effect)? {
            State::Absent => Err(Halt::resumable("it is not to be seen yet, and what comes next needs it")),
            state => settled(walk, effect, state),
        };
    }
    match look(walk, effect)? {
        State::Absent => {
            walk.doing(effect)?;
            if let Err(halt) = effect.act(walk) {
                return left_open(walk, effect, halt);
            }
            (walk.tell)(Event::Done(effect.clone()));
            match look(walk, effect)? {
                State::Absent => Err(Halt::resumable("it was done, and is not to be seen yet")),
                state => settled(walk, effect, state),
            }
        }
        state => settled(walk, effect, state),
    }
}

/// What was not done stops the release, unless that can end without it. The answer may be lost, not the deed.
fn left_open(walk: &mut Walk<'_>, effect: &Effect, halt: Halt) -> Result<State, Halt> {
    if !matches!(effect, Effect::Forge(_)) {
        return Err(halt);
    }
    walk.world.check("go on")?;
    match look(walk, effect)? {
        State::Absent => {
            let open = State::Unknown(walk.world.redacted(&halt.why));
            walk.saw(effect, &open)?;
            Ok(open)
        }
        state => settled(walk, effect, state),
    }
}

/// What was seen, when a release can go on with it.
fn settled(walk: &mut Walk<'_>, effect: &Effect, state: State) -> Result<State, Halt> {
    match state {
        State::Different(what) if *effect == Effect::Push => Err(withdraw(walk, &what)),
        State::Different(what) => {
            let remedy =
                format!("that is for a person to decide; `{ABORT}` says what can still be taken back");
            Err(Halt::no_go(what, remedy))
        }
        // What only looks stays as work to do, and stops nothing.
        State::Unknown(why) if !effect.is_verification() && !matches!(effect, Effect::Forge(_)) => {
            Err(Halt::resumable(format!("it could not be seen whether it is there: {why}")))
        }
        state => Ok(state),
    }
}

fn look(walk: &mut Walk<'_>, effect: &Effect) -> Result<State, Halt> {
    (walk.tell)(Event::Looking(effect.clone()));
    let state = match effect.probe(walk) {
        Ok(state) => state,
        Err(failure) if failure.cause == Cause::Interrupted => return Err(failure.into()),
        Err(failure) => State::Unknown(failure.to_string()),
    };
    walk.saw(effect, &state)?;
    Ok(state)
}
