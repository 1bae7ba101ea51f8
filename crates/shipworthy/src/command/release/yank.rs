//! Giving a release up and yanking what is uploaded: shown first, and done only when somebody agrees.

use shipworthy_release::abort;
use shipworthy_release::halt::Halt;
use shipworthy_release::underway::standing;
use shipworthy_release::version::Wish;
use shipworthy_release::yank::Yank;
use shipworthy_report::release::Told;

use super::progress::Progress;
use super::scene::Scene;
use super::{deed, told};
use crate::screen::Screen;
use crate::stop::Stop;

/// Yanks what is uploaded and takes back what can be taken back, when `agrees` says so of what would be done.
pub(super) fn abort(
    scene: &Scene<'_>,
    wish: Option<&Wish>,
    agrees: &mut dyn FnMut(&Told) -> bool,
) -> Result<Told, Stop> {
    let version = deed::begun(scene, wish)?;
    let plan = standing(&scene.world, &version).ok();
    let plan = plan.map(|(plan, _)| told::planned(&plan, &scene.gathered.texts, None));
    let told = Told { wish: version.clone(), plan, yank: Some(Vec::new()), ..Told::default() };
    let stopped = |told: Told, halt: &Halt| Ok(Told { done: deed::stopped(halt), ..told });
    Screen::tell("looks    what is uploaded, and who needs it");
    let yank = match Yank::of(&scene.world, &version, scene.workspace()) {
        Ok(yank) => yank,
        Err(halt) => return stopped(told, &halt),
    };
    let told = Told { yank: Some(told::yank(&yank)), ..told };
    // Taking back what is only here needs no agreement, with or without a yank.
    if yank.is_needed() && !agrees(&told) {
        return Ok(told);
    }
    let mut progress = Progress::default();
    match abort::abort_and_yank(&scene.world, yank.agreed(), &mut |event| progress.tell(&event)) {
        Err(halt) => stopped(told, &halt),
        Ok(aborted) => {
            let yank = told.yank.map(|mut all| {
                all.iter_mut().for_each(|doomed| (doomed.state, doomed.why) = ("yanked", None));
                all
            });
            Ok(Told { yank, done: told::aborted(aborted), ..told })
        }
    }
}

/// Shows it to a person and asks. Without one, the answer is no.
pub(super) fn asked(shown: impl FnOnce() -> String) -> bool {
    if !Screen::asks() {
        return false;
    }
    Screen::tell(&shown());
    Screen::ask("Yank it?")
}
