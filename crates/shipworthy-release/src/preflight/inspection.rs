//! All looks at one plan, in the order in which they are told.

use semver::Version;
use shipworthy_model::judgement::Judgement;

use super::look::{Look, Outcome, Subject};
use super::past::Past;
use super::replica::Replica;
use super::verdict::Proof;
use super::{
    branch, compatibility, lock_file, metadata, name, notes, pace, package, past, remote, token, tree,
    verdict, version,
};
use crate::call::Failure;
use crate::plan::{Member, Plan};
use crate::world::World;

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
    world: &World,
    proofs: &Proofs<'_>,
    tell: &mut dyn FnMut(&str),
) -> Result<Vec<Look>, Failure> {
    let mut next = |what: &str| {
        tell(what);
        world.check(what)
    };
    next("the repository")?;
    let mut looks = vec![verdict::look(&proofs.verdict, &plan.commit)];
    looks.push(branch::look(plan, world));
    looks.extend(groundwork(world));
    next("the remote")?;
    looks.extend(remote::look(plan, world));
    looks.push(notes::look(plan));
    looks.extend(metadata::look(proofs.metadata));
    looks.extend(token::look(plan, world));
    let members = past::ask(plan, world, &mut next)?;
    looks.extend(version::look(&members));
    looks.extend(members.iter().map(|(member, past)| name::look(member, past, world)));
    let uploads = members.iter().filter(|(member, past)| member.registry.is_none() && !past.is_there());
    looks.extend(pace::look(&uploads.map(|(_, past)| past.is_new()).collect::<Vec<_>>()));
    next("the packages, outside the repository")?;
    looks.extend(outside(plan, &members, world));
    world.check("look at all that the release needs")?;
    Ok(looks)
}

/// The looks that need no plan, for a workspace of which none could be made: what stands against a plan and what they say
/// are told together.
pub fn groundwork(world: &World) -> Vec<Look> {
    vec![tree::look(world), branch::history(world), lock_file::look(world)]
}

/// The looks that are taken where there is nothing but what will be released.
fn outside(plan: &Plan, members: &[(&Member, Past)], world: &World) -> Vec<Look> {
    let replica = match Replica::make(plan, world) {
        Ok(replica) => replica,
        Err(failure) => {
            let remedy = "git must be able to write what is committed to a temporary folder";
            return vec![Subject::Package.look(Outcome::unknown(failure.to_string(), remedy))];
        }
    };
    let mut looks = package::look(plan, &replica, world);
    for (member, past) in members {
        let to = Version::parse(&member.to).ok();
        let last = to.and_then(|to| past.last(&to).cloned()).map(|last| last.to_string());
        looks.extend(compatibility::look(member, past.is_new(), last.as_deref(), &replica, world));
    }
    looks
}
