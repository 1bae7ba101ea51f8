//! Planning a release: nothing is changed but the plan file.

use shipworthy_release::plan::Plan;
use shipworthy_release::planning::VersionRequest;
use shipworthy_release::preflight::groundwork;
use shipworthy_report::release::{ReleaseOutcome, ReleaseReport};

use super::context::ReleaseContext;
use super::{plan_file, to_report};
use crate::flags::Act;
use crate::stop::Stop;

/// Plans, looks at everything that the real run looks at, and writes the plan file when that is wanted.
pub(super) fn plan(
    release: &ReleaseContext<'_>,
    request: &VersionRequest,
    typed: &str,
    act: Act,
    registry: Option<&str>,
) -> Result<ReleaseReport, Stop> {
    let report = ReleaseReport { request: typed.to_owned(), ..ReleaseReport::default() };
    let made = release.plan(request, registry);
    let between = release.between(made.as_ref().ok().map(Plan::name).as_deref());
    let plan = match (made, between) {
        (Ok(plan), None) => plan,
        (made, between) => {
            let findings = between.into_iter().chain(made.err().unwrap_or_default()).collect();
            let looks = to_report::looks(&groundwork(&release.environment));
            return Ok(ReleaseReport { findings, looks, done: ReleaseOutcome::Refused, ..report });
        }
    };
    let looks = to_report::looks(&release.preflight(&plan)?);
    let done = match act {
        Act::Show => ReleaseOutcome::Shown,
        // Nobody could carry out a plan of no branch.
        _ if plan.branch.is_empty() => ReleaseOutcome::Shown,
        _ => ReleaseOutcome::Planned(plan_file::write(&release.environment, &plan)?),
    };
    let planned = to_report::planned(&plan, &release.gathered.texts, None);
    Ok(ReleaseReport { plan: Some(planned), looks, done, ..report })
}
