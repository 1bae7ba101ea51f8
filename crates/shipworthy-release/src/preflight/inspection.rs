//! All preflight checks of one plan, in the order in which they are shown.

use semver::Version;
use shipworthy_model::judgement::Judgement;

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use super::published::Published;
use super::scratch_workspace::ScratchWorkspace;
use super::verdict::Proof;
use super::{
    branch, compatibility, lock_file, metadata, name, notes, package, published, rate_limit, remote, token,
    tree, verdict, version,
};
use crate::plan::{Plan, PlannedPackage};
use crate::runtime::{Environment, Failure};

/// Results that the rest of the product has already, for the checks that only hand them on.
#[derive(Debug, Clone, Copy)]
pub struct Proofs<'a> {
    /// The verdict on the whole checklist, and the commit it is about.
    pub verdict: Proof<'a>,
    /// The judgement of the check `metadata` as of now.
    pub metadata: &'a Judgement,
}

/// Looks at everything that the release of this plan needs, and changes nothing. `tell` hears what is looked at next: some
/// of it takes minutes.
///
/// # Errors
///
/// When the user wants to stop.
pub fn preflight(
    plan: &Plan,
    environment: &Environment,
    proofs: &Proofs<'_>,
    tell: &mut dyn FnMut(&str),
) -> Result<Vec<PreflightCheck>, Failure> {
    let mut next = |what: &str| {
        tell(what);
        environment.check_interrupt(what)
    };
    next("the repository")?;
    let mut checks = vec![verdict::check(&proofs.verdict, &plan.commit)];
    checks.push(branch::check(plan, environment));
    checks.extend(groundwork(environment));
    next("the remote")?;
    checks.extend(remote::check(plan, environment));
    checks.push(notes::check(plan));
    let uploads = plan.uploads();
    if uploads.packages.is_empty() {
        return Ok(checks);
    }
    let plan = &uploads;
    checks.extend(metadata::check(proofs.metadata));
    checks.extend(token::check(plan, environment));
    if environment.only_looks() {
        checks.extend(unlooked());
        return Ok(checks);
    }
    let members = published::ask(plan, environment, &mut next)?;
    checks.extend(version::check(&members));
    checks.extend(members.iter().map(|(member, published)| name::check(member, published, environment)));
    let uploads =
        members.iter().filter(|(member, published)| member.registry.is_none() && !published.is_there());
    checks.extend(rate_limit::check(&uploads.map(|(_, published)| published.is_new()).collect::<Vec<_>>()));
    next("the packages, outside the repository")?;
    checks.extend(outside(plan, &members, environment));
    environment.check_interrupt("look at all that the release needs")?;
    Ok(checks)
}

/// The things that only running can show, in the order in which they are shown.
fn unlooked() -> [PreflightCheck; 4] {
    let registry = "a registry is asked as cargo's settings in the repository say";
    let builds = "to pack a crate runs its build scripts";
    [
        (PreflightSubject::Version, registry),
        (PreflightSubject::Name, registry),
        (PreflightSubject::Package, builds),
        (PreflightSubject::Compatibility, builds),
    ]
    .map(|(subject, why)| subject.check(CheckOutcome::left_to_execution(why)))
}

/// The checks that need no plan, for a workspace of which none could be made: what stands against a plan and what they say
/// are told together.
pub fn groundwork(environment: &Environment) -> Vec<PreflightCheck> {
    vec![tree::check(environment), branch::history(environment), lock_file::check(environment)]
}

/// The checks that are made where there is nothing but what will be released.
fn outside(
    plan: &Plan,
    members: &[(&PlannedPackage, Published)],
    environment: &Environment,
) -> Vec<PreflightCheck> {
    let scratch = match ScratchWorkspace::make(plan, environment) {
        Ok(scratch) => scratch,
        Err(failure) => {
            let remedy = "git must be able to write what is committed to a temporary folder";
            return vec![PreflightSubject::Package.check(CheckOutcome::unknown(failure.to_string(), remedy))];
        }
    };
    let mut checks = package::check(plan, &scratch, environment);
    for (member, published) in members {
        let to = Version::parse(&member.to).ok();
        let last = to.and_then(|to| published.last(&to).cloned()).map(|last| last.to_string());
        checks.extend(compatibility::check(
            member,
            published.is_new(),
            last.as_deref(),
            &scratch,
            environment,
        ));
    }
    checks
}
