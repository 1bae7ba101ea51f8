//! All looks at one plan, in the order in which they are told.

use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::Judgement;

use super::look::Look;
use super::verdict::Proof;
use super::{branch, dependencies, metadata, notes, remote, token, tree, verdict};
use crate::plan::Plan;
use crate::world::World;

/// What the rest of the product knows of the workspace already.
#[derive(Debug, Clone, Copy)]
pub struct Proofs<'a> {
    /// The verdict on the whole checklist.
    pub verdict: Proof<'a>,
    /// What the check `metadata` says now.
    pub metadata: &'a Judgement,
    /// The members of the workspace.
    pub workspace: &'a Workspace,
}

/// Looks at everything that the release of this plan needs, and changes nothing. `tell` hears what is looked at next: some
/// of it takes minutes.
pub fn preflight(plan: &Plan, world: &World, proofs: &Proofs<'_>, tell: &mut dyn FnMut(&str)) -> Vec<Look> {
    let mut looks = vec![verdict::look(&proofs.verdict, &plan.commit)];
    tell("the repository");
    looks.push(tree::look(world));
    looks.extend(branch::look(plan, world));
    tell("the remote");
    looks.extend(remote::look(plan, world));
    looks.push(notes::look(&plan.notes));
    looks.extend(metadata::look(proofs.metadata));
    looks.extend(dependencies::look(plan, proofs.workspace));
    looks.extend(token::look(plan, world));
    looks
}
