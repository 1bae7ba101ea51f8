//! Is the branch of the plan checked out, at the commit of the plan, with its history? Looks at this repository only.

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::plan::Plan;
use crate::runtime::{CallOutput, Environment, Failure};

/// The branch and the commit that git has checked out.
struct CheckedOut {
    /// The branch that is checked out; `None` when the head is detached.
    branch: Option<String>,
    /// The commit that is checked out; `None` when there is none yet.
    commit: Option<String>,
}

const NO_REPOSITORY: &str = "a release is made from a git repository, in which git must work";

/// Checks the branch and the commit on it against the plan.
pub(super) fn check(plan: &Plan, environment: &Environment) -> PreflightCheck {
    PreflightSubject::Branch.check(match CheckedOut::read(environment) {
        Ok(head) if environment.only_looks() && head.branch.is_none() => head.judge(plan).only_to_execute(),
        Ok(head) => head.judge(plan),
        Err(failure) => CheckOutcome::unknown(failure.to_string(), NO_REPOSITORY),
    })
}

/// Checks that the history behind the commit is here.
pub(super) fn history(environment: &Environment) -> PreflightCheck {
    let output = environment.git(&["rev-parse", "--is-shallow-repository"]).and_then(CallOutput::done);
    PreflightSubject::History.check(match output {
        Ok(output) if output.line() == "false" => CheckOutcome::fine("it is all here"),
        Ok(_) => CheckOutcome::refused(
            "this is a shallow clone: earlier tags and commits are missing",
            "`git fetch --unshallow --tags`; in CI, a checkout with its whole history (`fetch-depth: 0`)",
        ),
        Err(failure) => CheckOutcome::unknown(failure.to_string(), NO_REPOSITORY),
    })
}

impl CheckedOut {
    fn read(environment: &Environment) -> Result<Self, Failure> {
        environment.git(&["rev-parse", "--git-dir"])?.done()?;
        let branch = environment.git(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        let commit = environment.git(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
        let told = |output: &CallOutput| output.succeeded().then(|| output.line().to_owned());
        Ok(Self { branch: told(&branch), commit: told(&commit) })
    }

    fn judge(&self, plan: &Plan) -> CheckOutcome {
        let (planned, onto) = (&plan.branch, "plan the release again");
        let switch = |to: &str| {
            if to.is_empty() { "`git switch BRANCH`".to_owned() } else { format!("`git switch {to}`") }
        };
        match (&self.branch, &self.commit) {
            (_, None) => CheckOutcome::refused("there is no commit yet", "commit what is to be released"),
            (None, Some(commit)) => CheckOutcome::refused(
                format!("HEAD is detached, at {commit}, and a release ends on a branch"),
                switch(planned),
            ),
            (Some(branch), Some(_)) if branch != planned => {
                let why = format!("{branch} is checked out, and the plan is for {planned}");
                CheckOutcome::refused(why, format!("{}, or {onto}", switch(planned)))
            }
            (Some(_), Some(commit)) if *commit != plan.commit => {
                let why = format!("{planned} is at {commit}, and the plan was made at {}", plan.commit);
                CheckOutcome::refused(why, onto)
            }
            (Some(branch), Some(commit)) => CheckOutcome::fine(format!("{branch}, at {commit}")),
        }
    }
}
