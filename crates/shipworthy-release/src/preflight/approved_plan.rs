//! A plan that may be carried out.

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::plan::Plan;

/// A plan that was approved: by a verdict of GO for its commit, and by a person who typed `--execute`. Only this acts, and
/// it is used up by acting.
#[derive(Debug)]
pub struct ApprovedPlan(Plan);

impl ApprovedPlan {
    /// Approves a plan that was checked, when nothing is in its way and the verdict on its commit was among the checks.
    pub fn by(plan: Plan, checks: &[PreflightCheck]) -> Option<Self> {
        let proven = |check: &PreflightCheck| {
            check.what == PreflightSubject::Verdict && matches!(check.outcome, CheckOutcome::Fine(_))
        };
        let refused = checks.iter().any(|check| check.outcome.is_refused());
        (!refused && checks.iter().any(proven)).then_some(Self(plan))
    }

    /// A plan that was approved when its release was begun.
    pub(crate) fn before(plan: Plan) -> Self {
        Self(plan)
    }

    /// The plan that was approved.
    pub fn plan(&self) -> &Plan {
        &self.0
    }

    /// The plan, with the approval used up.
    pub(crate) fn into_plan(self) -> Plan {
        self.0
    }
}
