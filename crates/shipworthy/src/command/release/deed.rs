//! What changes the world: carrying a plan out, going on with one, giving one up.

use shipworthy_release::abort;
use shipworthy_release::execute;
use shipworthy_release::halt::{self, Halt};
use shipworthy_release::plan::Approved;
use shipworthy_release::receipt::Receipt;
use shipworthy_release::underway::standing;
use shipworthy_release::version::Wish;
use shipworthy_report::release::{Done, Told};

use super::progress::Progress;
use super::scene::Scene;
use super::{between, kept, told};
use crate::stop::Stop;

/// Carries out the plan that was made, when everything that is looked at allows it.
pub(super) fn execute(scene: &Scene<'_>, wish: &Wish, typed: &str) -> Result<Told, Stop> {
    let told = Told { wish: typed.to_owned(), ..Told::default() };
    let refused = |findings| Ok(Told { findings, done: Done::Refused, ..told.clone() });
    // A level means the version that would be planned for it now.
    let version = match wish {
        Wish::Exact(version) => version.to_string(),
        Wish::Major | Wish::Minor | Wish::Patch => match scene.plan(wish, None) {
            Ok(plan) => plan.version(),
            Err(findings) => return refused(findings),
        },
    };
    if let Some(finding) = between(scene, Some(&version)) {
        return refused(vec![finding]);
    }
    let again = scene.typed(typed);
    let plan = match kept::read(&scene.world, &version, &scene.gathered, &again)? {
        Ok(plan) => plan,
        Err(findings) => return refused(findings),
    };
    let looks = scene.preflight(&plan)?;
    let planned = told::planned(&plan, &scene.gathered.texts, None);
    let seen = told::looks(&looks);
    let Some(approved) = Approved::by(plan, &looks) else {
        return Ok(Told { plan: Some(planned), looks: seen, done: Done::Refused, ..told });
    };
    let mut progress = Progress::default();
    let ended = execute::execute(approved, &scene.world, &mut |event| progress.tell(&event));
    Ok(ending(scene, &version, &ended))
}

/// Goes on with a release that was stopped.
pub(super) fn resume(scene: &Scene<'_>, wish: Option<&Wish>) -> Result<Told, Stop> {
    let version = begun(scene, wish)?;
    let mut progress = Progress::default();
    let ended = execute::resume(&scene.world, &version, &mut |event| progress.tell(&event));
    Ok(ending(scene, &version, &ended))
}

/// Takes back what can be taken back.
pub(super) fn abort(scene: &Scene<'_>, wish: Option<&Wish>) -> Result<Told, Stop> {
    let version = begun(scene, wish)?;
    let before = standing(&scene.world, &version);
    match abort::abort(&scene.world, &version) {
        Err(halt) => Ok(ending(scene, &version, &Err(halt))),
        Ok(aborted) => {
            let plan = before.ok().map(|(plan, _)| told::planned(&plan, &scene.gathered.texts, None));
            Ok(Told { wish: version, plan, done: told::aborted(aborted), ..Told::default() })
        }
    }
}

/// The release that is meant: the one that was named, or the one begun last.
pub(super) fn begun(scene: &Scene<'_>, wish: Option<&Wish>) -> Result<String, Stop> {
    let version = match wish {
        Some(Wish::Exact(version)) => Some(version.to_string()),
        Some(level) => {
            return Err(Stop::usage(format!("a release that was begun has a version, not a level: {level}")));
        }
        None => scene.underway.first().map(|begun| begun.version.clone()),
    };
    let known = |version: &String| scene.underway.iter().any(|begun| begun.version == *version);
    version.filter(known).ok_or_else(|| {
        let there = match scene.underway.as_slice() {
            [] => format!("nothing was begun; {} plans one", scene.typed("LEVEL")),
            all => {
                let all: Vec<&str> = all.iter().map(|begun| begun.version.as_str()).collect();
                format!("begun were {}", all.join(", "))
            }
        };
        Stop::usage(format!("there is no such release to go on with or to give up: {there}"))
    })
}

/// How a release ended, with how each of its effects stands by the journal.
fn ending(scene: &Scene<'_>, version: &str, ended: &Result<Receipt, Halt>) -> Told {
    let stands = standing(&scene.world, version);
    let done = match ended {
        Ok(receipt) if receipt.effects.iter().all(told::is_settled) => Done::Complete,
        Ok(_) => Done::Unseen,
        Err(halt) => stopped(halt),
    };
    let plan = stands.ok().map(|(plan, receipt)| {
        told::planned(&plan, &scene.gathered.texts, Some(ended.as_ref().unwrap_or(&receipt)))
    });
    Told { wish: version.to_owned(), plan, done, ..Told::default() }
}

pub(super) fn stopped(halt: &Halt) -> Done {
    let effect = halt.effect.as_ref().map(|effect| format!("{effect}: ")).unwrap_or_default();
    Done::Stopped {
        why: format!("{effect}{}", halt.why),
        remedy: halt.remedy.clone(),
        resumable: halt.stop == halt::Stop::Resumable,
    }
}
