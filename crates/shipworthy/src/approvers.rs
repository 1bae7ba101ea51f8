//! Whoever approves must be another person than whoever asks. What is written was compared when it was read; here it is held
//! against the names and addresses that git knows of one person.

use std::path::Path;

use shipworthy_checklist::{ChecklistPart, ChecklistPlaces};
use shipworthy_engine::facts::git;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::person::known_as_one;
use shipworthy_model::problem::Problem;

use crate::load::Loaded;

/// The people that git knows, when somebody approved something; git is not asked otherwise.
pub(crate) fn people(root: &Path, checklist: &Checklist) -> Vec<Vec<String>> {
    let nobody = checklist.waivers.is_empty() && checklist.approvals.is_empty();
    if nobody { Vec::new() } else { git::people(root) }
}

/// The waivers and approvals of which owner and approver are one person to git, each as an error at its place.
pub(crate) fn unapproved(loaded: &Loaded, checklist: &Checklist, people: &[Vec<String>]) -> Vec<Problem> {
    let waivers = checklist.waivers.iter().map(|waiver| {
        let subject = ChecklistPart::Waiver(waiver.gate.to_string());
        ("this waiver", subject, waiver.owner.as_str(), waiver.approver.as_str())
    });
    let approvals = checklist.approvals.iter().map(|approval| {
        let subject = ChecklistPart::Approval(approval.weakening.clone());
        ("this weakening", subject, approval.owner.as_str(), approval.approver.as_str())
    });
    let problem = |(what, subject, owner, approver): (&str, ChecklistPart, &str, &str)| {
        let known = known_as_one(owner, approver, people)?;
        let span = ChecklistPlaces::of(loaded.source()).find(&subject, Some("approver")).unwrap_or(0..0);
        let message =
            format!("{what} is unapproved: to git, `{approver}` and its owner `{owner}` are {known}");
        Some(Problem::error(span, message).help("another person must approve it"))
    };
    waivers.chain(approvals).filter_map(problem).collect()
}
