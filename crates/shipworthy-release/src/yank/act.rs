//! Carrying yanks out: one package after the other, each looked for, yanked, looked for again, and written down. `cargo
//! yank` yanks, with the credentials that cargo has.

use std::time::Duration;

use super::{Agreed, Doomed, YANK};
use crate::abort::seen;
use crate::call::{Call, Cause, Failure};
use crate::effect::Effect;
use crate::event::Event;
use crate::halt::{Halt, Stop};
use crate::journal::Line;
use crate::refusal::Refusal;
use crate::registry::{Presence, name_of};
use crate::walk::Walk;

/// How long one yank may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long an index may lag behind, and how often to look.
const LAG: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_secs(3);

/// Yanks everything that was agreed to, and says what.
pub(crate) fn carry_out(walk: &mut Walk<'_>, agreed: &Agreed) -> Result<Vec<String>, Halt> {
    let mut yanked = Vec::new();
    for doomed in &agreed.0.packages {
        one(walk, doomed).map_err(|halt| walk.stop(halt))?;
        yanked.push(format!("{} {}", doomed.name, doomed.version));
    }
    Ok(yanked)
}

fn one(walk: &mut Walk<'_>, doomed: &Doomed) -> Result<(), Halt> {
    walk.world.check("go on").map_err(stopped)?;
    match look(walk, doomed)? {
        Presence::Yanked => return noted(walk, doomed),
        Presence::Unknown(why) => {
            let why =
                format!("it could not be seen whether {} {} is there: {why}", doomed.name, doomed.version);
            return Err(resumable(why));
        }
        // The registry took it; an index that lags does not keep it from being yanked.
        Presence::There { .. } | Presence::Absent => {}
    }
    walk.journal.write(Line::Yanking { package: doomed.name.clone(), at: walk.at() }).map_err(stopped)?;
    (walk.tell)(Event::Yanking(doomed.name.clone()));
    let refusal = yank(walk, doomed)?;
    let mut waited = Duration::ZERO;
    loop {
        match (look(walk, doomed)?, &refusal) {
            // The answer may have been lost, not the yank.
            (Presence::Yanked, _) => return noted(walk, doomed),
            (_, Some((refusal, said))) => return Err(refused(doomed, refusal, said)),
            (_, None) if waited >= LAG => {
                let why =
                    format!("{} {} was yanked, and that is not to be seen yet", doomed.name, doomed.version);
                return Err(resumable(why));
            }
            (_, None) => {
                let effect = Effect::Index(doomed.name.clone());
                walk.wait(&effect, "the index does not show the yank yet", PAUSE).map_err(stopped)?;
                waited += PAUSE;
            }
        }
    }
}

/// Yanks. `None` when the registry did it; else why not, and in whose words.
fn yank(walk: &Walk<'_>, doomed: &Doomed) -> Result<Option<(Refusal, String)>, Halt> {
    let Doomed { name, version, registry, .. } = doomed;
    let call = Call::cargo(["yank", &format!("{name}@{version}")])
        .args(["--registry", name_of(registry.as_deref())])
        .at_most(PATIENCE)
        .logged(format!("yank-{name}"));
    match walk.world.run(call) {
        Ok(said) if said.succeeded() => Ok(None),
        Ok(said) => Ok(Some((Refusal::read(&said.err), said.failure().to_string()))),
        Err(failure) if failure.cause == Cause::TimedOut => Ok(Some((Refusal::Trouble, failure.to_string()))),
        Err(failure) => Err(stopped(failure)),
    }
}

fn look(walk: &Walk<'_>, doomed: &Doomed) -> Result<Presence, Halt> {
    let seen = seen(walk.world, doomed.registry.as_deref(), &doomed.name, &doomed.version);
    seen.map_err(stopped)
}

/// It is yanked: written down once, and told.
fn noted(walk: &mut Walk<'_>, doomed: &Doomed) -> Result<(), Halt> {
    if !walk.journal.yanked(&doomed.name) {
        walk.journal.write(Line::Yanked { package: doomed.name.clone(), at: walk.at() }).map_err(stopped)?;
    }
    (walk.tell)(Event::Yanked(doomed.name.clone()));
    Ok(())
}

fn refused(doomed: &Doomed, refusal: &Refusal, said: &str) -> Halt {
    let (name, registry) = (&doomed.name, name_of(doomed.registry.as_deref()));
    let why = format!("{registry} did not yank {name} {}: {said}", doomed.version);
    match refusal {
        Refusal::Token => {
            let login = format!("`cargo login --registry {registry}` with a token that may yank `{name}`");
            Halt::no_go(why, format!("{login}, then `{YANK}` goes on"))
        }
        Refusal::NotOurs => {
            let add = format!("an owner can add you: `cargo owner --add LOGIN {name} --registry {registry}`");
            Halt::no_go(why, format!("{add}; then `{YANK}` goes on"))
        }
        Refusal::Other | Refusal::AlreadyThere => {
            Halt::no_go(why, format!("mend that, then `{YANK}` goes on; what is yanked stays so"))
        }
        Refusal::Trouble | Refusal::TooMany(_) => resumable(why),
    }
}

fn resumable(why: String) -> Halt {
    let remedy = format!("when that is mended, `{YANK}` goes on; what is yanked stays so");
    Halt { effect: None, why, remedy, stop: Stop::Resumable }
}

/// Going on with a release and going on with giving it up are not the same.
pub(super) fn stopped(failure: Failure) -> Halt {
    Halt { remedy: format!("`{YANK}` goes on"), ..failure.into() }
}
