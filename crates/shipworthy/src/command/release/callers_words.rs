//! The report of a release in the words of its caller: what it says to type next begins with what was typed. What other
//! programs said is left as it is.

use shipworthy_report::release::{ReleaseOutcome, ReleaseReport};

use crate::XTASK;

/// The report with this command where remedies name the xtask.
pub(super) fn told(mut report: ReleaseReport, command: &str) -> ReleaseReport {
    if command == XTASK {
        return report;
    }
    let typed = |text: &mut String| *text = text.replace(&format!("{XTASK} "), &format!("{command} "));
    match &mut report.done {
        ReleaseOutcome::Stopped { remedy, .. } => typed(remedy),
        ReleaseOutcome::Aborted { left, .. } => left.iter_mut().for_each(typed),
        _ => {}
    }
    report.looks.iter_mut().filter_map(|look| look.remedy.as_mut()).for_each(typed);
    report.findings.iter_mut().filter_map(|finding| finding.remedy.as_mut()).for_each(typed);
    let steps = report.plan.iter_mut().flat_map(|plan| &mut plan.steps);
    steps.filter_map(|step| step.state.as_mut()).for_each(|(_, words)| typed(words));
    report
}
