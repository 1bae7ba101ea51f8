//! The commands that change something: carrying a plan out, going on with one, giving one up.

use shipworthy_release::abort;
use shipworthy_release::error::{self, ReleaseError};
use shipworthy_release::execute;
use shipworthy_release::planning::VersionRequest;
use shipworthy_release::preflight::ApprovedPlan;
use shipworthy_release::receipt::Receipt;
use shipworthy_release::store::standing;
use shipworthy_report::release::{ReleaseOutcome, ReleaseReport};

use super::context::ReleaseContext;
use super::progress::ReleaseProgress;
use super::{plan_file, to_report};
use crate::stop::Stop;

/// Carries out the plan that was made, when everything that is looked at allows it.
pub(super) fn execute(
    release: &ReleaseContext<'_>,
    request: &VersionRequest,
    typed: &str,
) -> Result<ReleaseReport, Stop> {
    let report = ReleaseReport { request: typed.to_owned(), ..ReleaseReport::default() };
    let refused = |findings| Ok(ReleaseReport { findings, done: ReleaseOutcome::Refused, ..report.clone() });
    // A level means the version that would be planned for it now.
    let version = match request {
        VersionRequest::Exact(version) if release.releases_all() => version.to_string(),
        _ => match release.plan(request, None) {
            Ok(plan) => plan.name(),
            Err(findings) => return refused(findings),
        },
    };
    if let Some(finding) = release.between(Some(&version)) {
        return refused(vec![finding]);
    }
    let again = release.typed(typed);
    let plan = match plan_file::read(&release.environment, &version, &release.gathered, &again)? {
        Ok(plan) => plan,
        Err(findings) => return refused(findings),
    };
    let looks = release.preflight(&plan)?;
    let planned = to_report::planned(&plan, &release.gathered.texts, None);
    let seen = to_report::looks(&looks);
    let Some(approved) = ApprovedPlan::by(plan, &looks) else {
        return Ok(ReleaseReport {
            plan: Some(planned),
            looks: seen,
            done: ReleaseOutcome::Refused,
            ..report
        });
    };
    let mut progress = ReleaseProgress::default();
    let ended = execute::execute(approved, &release.environment, &mut |event| progress.tell(&event));
    Ok(ending(release, &version, &ended))
}

/// Goes on with a release that was stopped.
pub(super) fn resume(
    release: &ReleaseContext<'_>,
    request: Option<&VersionRequest>,
) -> Result<ReleaseReport, Stop> {
    let version = begun(release, request)?;
    let mut progress = ReleaseProgress::default();
    let ended = execute::resume(&release.environment, &version, &mut |event| progress.tell(&event));
    Ok(ending(release, &version, &ended))
}

/// Takes back what can be taken back of a release that was begun.
pub(super) fn abort(
    release: &ReleaseContext<'_>,
    request: Option<&VersionRequest>,
) -> Result<ReleaseReport, Stop> {
    let version = begun(release, request)?;
    let before = standing(&release.environment, &version);
    match abort::abort(&release.environment, &version) {
        Err(error) => Ok(ending(release, &version, &Err(error))),
        Ok(aborted) => {
            let plan = before.ok().map(|(plan, _)| to_report::planned(&plan, &release.gathered.texts, None));
            Ok(ReleaseReport {
                request: version,
                plan,
                done: to_report::aborted(aborted),
                ..ReleaseReport::default()
            })
        }
    }
}

/// The release that is meant: the one that was named, or the one begun last.
pub(super) fn begun(release: &ReleaseContext<'_>, request: Option<&VersionRequest>) -> Result<String, Stop> {
    let version = match request {
        Some(named @ (VersionRequest::Exact(_) | VersionRequest::Each(_))) => Some(named.to_string()),
        Some(level @ (VersionRequest::Major | VersionRequest::Minor | VersionRequest::Patch)) => {
            return Err(Stop::usage(format!(
                "cannot tell which release `{level}` is: one that was begun goes by its version; {}",
                begun_ones(release, request)
            )));
        }
        None => release.underway.first().map(|begun| begun.version.clone()),
    };
    let known = |version: &String| release.underway.iter().any(|begun| begun.version == *version);
    version.filter(known).ok_or_else(|| {
        let there = begun_ones(release, request);
        Stop::usage(format!("there is no such release to go on with or to give up: {there}"))
    })
}

/// The releases that can be gone on with or given up, and what to type where there is none.
fn begun_ones(release: &ReleaseContext<'_>, request: Option<&VersionRequest>) -> String {
    match release.underway.as_slice() {
        [] => {
            let wanted = request.map_or_else(|| "patch".to_owned(), ToString::to_string);
            format!("nothing was begun; {} plans one", release.typed(&wanted))
        }
        all => {
            let all: Vec<&str> = all.iter().map(|begun| begun.version.as_str()).collect();
            format!("begun were {}", all.join(", "))
        }
    }
}

/// The report of a release that ended, with the state of each of its effects by the journal.
fn ending(
    release: &ReleaseContext<'_>,
    version: &str,
    ended: &Result<Receipt, ReleaseError>,
) -> ReleaseReport {
    let stands = standing(&release.environment, version);
    let done = match ended {
        Ok(receipt) if receipt.effects.iter().all(to_report::is_settled) => ReleaseOutcome::Complete,
        Ok(receipt) if receipt.effects.iter().any(to_report::is_different) => ReleaseOutcome::Flawed,
        Ok(_) => ReleaseOutcome::Unseen,
        Err(error) => stopped(error),
    };
    let plan = stands.ok().map(|(plan, receipt)| {
        to_report::planned(&plan, &release.gathered.texts, Some(ended.as_ref().unwrap_or(&receipt)))
    });
    ReleaseReport { request: version.to_owned(), plan, done, ..ReleaseReport::default() }
}

pub(super) fn stopped(error: &ReleaseError) -> ReleaseOutcome {
    let effect = error.effect.as_ref().map(|effect| format!("{effect}: ")).unwrap_or_default();
    ReleaseOutcome::Stopped {
        why: format!("{effect}{}", error.why),
        remedy: error.remedy.clone(),
        resumable: error.stop == error::StopKind::Resumable,
    }
}
