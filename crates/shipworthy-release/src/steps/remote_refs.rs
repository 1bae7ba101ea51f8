//! What the remote has of a release: asked, never changed.

use std::collections::BTreeMap;

use crate::execute::Execution;
use crate::runtime::{Failure, ProgramCall};

/// The branch and the tags of a release, at every place that a push to the remote goes to.
#[derive(Debug)]
pub(crate) struct RemoteRefs {
    pub(super) places: Vec<PushedPlace>,
}

/// The branch and the tags of a release, at one place that a push goes to.
#[derive(Debug)]
pub(super) struct PushedPlace {
    /// The name of the remote, or the address of the place when a push goes to several.
    pub(super) name: String,
    refs: BTreeMap<String, String>,
}

impl RemoteRefs {
    /// Asks the remote for the branch and the tags of the plan: everywhere that a push to it goes.
    pub(crate) fn ask(execution: &Execution<'_>) -> Result<Self, Failure> {
        let Some(name) = &execution.plan.remote else {
            return Err(Failure::new("look at the remote", "the plan names none"));
        };
        let urls = |more: &[&str]| -> Result<Vec<String>, Failure> {
            let args = [&["remote", "get-url"], more, &["--", name]].concat();
            Ok(execution.environment.git(&args)?.done()?.out.lines().map(str::to_owned).collect())
        };
        let (pushed, fetched) = (urls(&["--push", "--all"])?, urls(&[])?);
        let places = match pushed == fetched {
            true => vec![PushedPlace::ask(execution, name.clone())?],
            false => {
                let asked = pushed.into_iter().map(|url| PushedPlace::ask(execution, url));
                asked.collect::<Result<Vec<_>, Failure>>()?
            }
        };
        Ok(Self { places })
    }

    /// Does any place have anything of this release?
    pub(crate) fn has_any(&self, execution: &Execution<'_>, commit: &str) -> bool {
        self.places.iter().any(|place| place.has_any(execution, commit))
    }

    /// Does the branch of any place have the commit below what came after it? It does not when the commit that it is at is
    /// not even known here.
    pub(crate) fn has_below(&self, execution: &Execution<'_>, commit: &str) -> Result<bool, Failure> {
        for branch in self.places.iter().filter_map(|place| place.branch(execution)) {
            if is_ancestor(execution, commit, branch)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl PushedPlace {
    /// Asks the place with this name or address for the branch and the tags of the plan.
    fn ask(execution: &Execution<'_>, name: String) -> Result<Self, Failure> {
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

    /// Does the place have anything of this release?
    pub(super) fn has_any(&self, execution: &Execution<'_>, commit: &str) -> bool {
        let tagged = execution.plan.tags.iter().any(|tag| self.tag(&tag.name) == Some(commit));
        // What was planned on was there before.
        tagged || commit != execution.plan.commit && self.branch(execution) == Some(commit)
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
