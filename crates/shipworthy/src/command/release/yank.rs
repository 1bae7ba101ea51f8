//! Giving a release up and yanking what is uploaded: shown first, and done only when somebody agrees.

use shipworthy_release::abort;
use shipworthy_release::error::ReleaseError;
use shipworthy_release::planning::VersionRequest;
use shipworthy_release::store::standing;
use shipworthy_release::yank::YankPlan;
use shipworthy_report::release::{ReleaseReport, YankState};

use super::context::ReleaseContext;
use super::progress::ReleaseProgress;
use super::{execute, to_report};
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Yanks what is uploaded and takes back what can be taken back, when `agrees` says so of what would be done.
pub(super) fn abort(
    release: &ReleaseContext<'_>,
    request: Option<&VersionRequest>,
    agrees: &mut dyn FnMut(&ReleaseReport) -> bool,
) -> Result<ReleaseReport, Stop> {
    let version = execute::begun(release, request)?;
    let plan = standing(&release.environment, &version).ok();
    let plan = plan.map(|(plan, _)| to_report::planned(&plan, &release.gathered.texts, None));
    let report =
        ReleaseReport { request: version.clone(), plan, yank: Some(Vec::new()), ..ReleaseReport::default() };
    let stopped = |report: ReleaseReport, error: &ReleaseError| {
        Ok(ReleaseReport { done: execute::stopped(error), ..report })
    };
    Terminal::tell("looks    what is uploaded, and who needs it");
    let yank = match YankPlan::of(&release.environment, &version, release.workspace()) {
        Ok(yank) => yank,
        Err(error) => return stopped(report, &error),
    };
    let report = ReleaseReport { yank: Some(to_report::yank(&yank)), ..report };
    // Taking back what is only here needs no agreement, with or without a yank.
    if yank.is_needed() && !agrees(&report) {
        return Ok(report);
    }
    let mut progress = ReleaseProgress::default();
    match abort::abort_and_yank(&release.environment, yank.approved(), &mut |event| progress.tell(&event)) {
        Err(error) => stopped(report, &error),
        Ok(aborted) => {
            let yank = report.yank.map(|mut all| {
                all.iter_mut().for_each(|package| (package.state, package.why) = (YankState::Yanked, None));
                all
            });
            Ok(ReleaseReport { yank, done: to_report::aborted(aborted), ..report })
        }
    }
}

/// Shows a text to a person and asks for consent. Without a person, the answer is no.
pub(super) fn asked(shown: impl FnOnce() -> String) -> bool {
    if !Terminal::asks() {
        return false;
    }
    Terminal::tell(&shown());
    Terminal::ask("Yank it?")
}
