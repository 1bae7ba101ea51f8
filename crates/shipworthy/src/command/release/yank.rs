//! Giving a release up and yanking what is uploaded: shown first, and done only when somebody agrees.

use shipworthy_release::abort;
use shipworthy_release::error::ReleaseError;
use shipworthy_release::planning::VersionRequest;
use shipworthy_release::store::standing;
use shipworthy_release::yank::YankPlan;
use shipworthy_report::release::Told;

use super::context::ReleaseContext;
use super::progress::ReleaseProgress;
use super::{execute, to_report};
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Yanks what is uploaded and takes back what can be taken back, when `agrees` says so of what would be done.
pub(super) fn abort(
    release: &ReleaseContext<'_>,
    wish: Option<&VersionRequest>,
    agrees: &mut dyn FnMut(&Told) -> bool,
) -> Result<Told, Stop> {
    let version = execute::begun(release, wish)?;
    let plan = standing(&release.environment, &version).ok();
    let plan = plan.map(|(plan, _)| to_report::planned(&plan, &release.gathered.texts, None));
    let told = Told { wish: version.clone(), plan, yank: Some(Vec::new()), ..Told::default() };
    let stopped = |told: Told, error: &ReleaseError| Ok(Told { done: execute::stopped(error), ..told });
    Terminal::tell("looks    what is uploaded, and who needs it");
    let yank = match YankPlan::of(&release.environment, &version, release.workspace()) {
        Ok(yank) => yank,
        Err(error) => return stopped(told, &error),
    };
    let told = Told { yank: Some(to_report::yank(&yank)), ..told };
    // Taking back what is only here needs no agreement, with or without a yank.
    if yank.is_needed() && !agrees(&told) {
        return Ok(told);
    }
    let mut progress = ReleaseProgress::default();
    match abort::abort_and_yank(&release.environment, yank.approved(), &mut |event| progress.tell(&event)) {
        Err(error) => stopped(told, &error),
        Ok(aborted) => {
            let yank = told.yank.map(|mut all| {
                all.iter_mut().for_each(|package| (package.state, package.why) = ("yanked", None));
                all
            });
            Ok(Told { yank, done: to_report::aborted(aborted), ..told })
        }
    }
}

/// Shows it to a person and asks. Without one, the answer is no.
pub(super) fn asked(shown: impl FnOnce() -> String) -> bool {
    if !Terminal::asks() {
        return false;
    }
    Terminal::tell(&shown());
    Terminal::ask("Yank it?")
}
