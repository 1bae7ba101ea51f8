//! What the remote has of a release: asked, never changed.

use std::collections::BTreeMap;

use crate::execute::Execution;
use crate::runtime::{Failure, ProgramCall};

/// The branch and the tags of a release, as the remote has them.
#[derive(Debug)]
pub(crate) struct RemoteRefs {
    pub(super) name: String,
    refs: BTreeMap<String, String>,
}

impl RemoteRefs {
    /// Asks the remote for the branch and the tags of the plan.
    pub(crate) fn ask(execution: &Execution<'_>) -> Result<Self, Failure> {
        let Some(name) = execution.plan.remote.clone() else {
            return Err(Failure::new("look at the remote", "the plan names none"));
        };
        let mut wanted = vec![branch_ref(execution)];
        for tag in &execution.plan.tags {
            wanted.extend([format!("refs/tags/{}", tag.name), format!("refs/tags/{}^{{}}", tag.name)]);
        }
        let output =
            execution.environment.run(ProgramCall::git(["ls-remote", "--", &name]).args(&wanted))?.done()?;
        let refs = output.out.lines().filter_map(|line| line.split_once('\t'));
        let refs = refs.map(|(id, name)| (name.trim().to_owned(), id.to_owned())).collect();
        Ok(Self { name, refs })
    }

    pub(super) fn branch(&self, execution: &Execution<'_>) -> Option<&str> {
        self.refs.get(&branch_ref(execution)).map(String::as_str)
    }

    /// The commit that a tag is on.
    pub(super) fn tag(&self, tag: &str) -> Option<&str> {
        let peeled = self.refs.get(&format!("refs/tags/{tag}^{{}}"));
        peeled.or_else(|| self.refs.get(&format!("refs/tags/{tag}"))).map(String::as_str)
    }

    /// Does the remote have anything of this release?
    pub(crate) fn has_any(&self, execution: &Execution<'_>, commit: &str) -> bool {
        let tagged = execution.plan.tags.iter().any(|tag| self.tag(&tag.name) == Some(commit));
        // What was planned on was there before.
        tagged || commit != execution.plan.commit && self.branch(execution) == Some(commit)
    }

    /// Does the branch of the remote have the commit below what came after it? It does not when the remote's commit is
    /// not even known here.
    pub(crate) fn has_below(&self, execution: &Execution<'_>, commit: &str) -> Result<bool, Failure> {
        match self.branch(execution) {
            Some(branch) => is_ancestor(execution, commit, branch),
            None => Ok(false),
        }
    }
}

/// Is one commit part of the history of another? A commit that is not here is in none.
pub(super) fn is_ancestor(execution: &Execution<'_>, ancestor: &str, commit: &str) -> Result<bool, Failure> {
    Ok(execution.environment.git(&["merge-base", "--is-ancestor", ancestor, commit])?.succeeded())
}

/// The branch that is released from, as git names it in full.
pub(super) fn branch_ref(execution: &Execution<'_>) -> String {
    format!("refs/heads/{}", execution.plan.branch)
}
