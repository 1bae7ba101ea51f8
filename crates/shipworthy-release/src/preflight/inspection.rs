//! All looks at one plan, in the order in which they are told.

use semver::Version;
use shipworthy_model::judgement::Judgement;

use super::check::{CheckOutcome, PreflightCheck, Subject};
use super::published::Published;
use super::scratch_workspace::ScratchWorkspace;
use super::verdict::Proof;
use super::{
    branch, compatibility, lock_file, metadata, name, notes, package, published, rate_limit, remote, token,
    tree, verdict, version,
};
use crate::plan::{Plan, PlannedPackage};
use crate::runtime::{Environment, Failure};

/// What the rest of the product knows of the workspace already.
#[derive(Debug, Clone, Copy)]
pub struct Proofs<'a> {
    /// The verdict on the whole checklist.
    pub verdict: Proof<'a>,
    /// What the check `metadata` says now.
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
        environment.check(what)
    };
    next("the repository")?;
    let mut looks = vec![verdict::look(&proofs.verdict, &plan.commit)];
    looks.push(branch::look(plan, environment));
    looks.extend(groundwork(environment));
    next("the remote")?;
    looks.extend(remote::look(plan, environment));
    looks.push(notes::look(plan));
    looks.extend(metadata::look(proofs.metadata));
    looks.extend(token::look(plan, environment));
    let members = published::ask(plan, environment, &mut next)?;
    looks.extend(version::look(&members));
    looks.extend(members.iter().map(|(member, past)| name::look(member, past, environment)));
    let uploads = members.iter().filter(|(member, past)| member.registry.is_none() && !past.is_there());
    looks.extend(rate_limit::look(&uploads.map(|(_, past)| past.is_new()).collect::<Vec<_>>()));
    next("the packages, outside the repository")?;
    looks.extend(outside(plan, &members, environment));
    environment.check("look at all that the release needs")?;
    Ok(looks)
}

/// The looks that need no plan, for a workspace of which none could be made: what stands against a plan and what they say
/// are told together.
pub fn groundwork(environment: &Environment) -> Vec<PreflightCheck> {
    vec![tree::look(environment), branch::history(environment), lock_file::look(environment)]
}

/// The looks that are taken where there is nothing but what will be released.
fn outside(
    plan: &Plan,
    members: &[(&PlannedPackage, Published)],
    environment: &Environment,
) -> Vec<PreflightCheck> {
    let replica = match ScratchWorkspace::make(plan, environment) {
        Ok(replica) => replica,
        Err(failure) => {
            let remedy = "git must be able to write what is committed to a temporary folder";
            return vec![Subject::Package.look(CheckOutcome::unknown(failure.to_string(), remedy))];
        }
    };
    let mut looks = package::look(plan, &replica, environment);
    for (member, past) in members {
        let to = Version::parse(&member.to).ok();
        let last = to.and_then(|to| past.last(&to).cloned()).map(|last| last.to_string());
        looks.extend(compatibility::look(member, past.is_new(), last.as_deref(), &replica, environment));
    }
    looks
}
