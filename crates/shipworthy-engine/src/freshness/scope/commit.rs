//! What of the repository itself a result depends on: what is checked out, what refs point at, and what differs from that.

use shipworthy_model::fingerprint::Part;
use shipworthy_model::unknown::{Reason, Unknown};

use super::InputScopes;
use super::source::InputSource;
use crate::facts::git;
use crate::facts::tree::Tree;

impl InputScopes {
    /// The parts for the commit, the branch and the refs; with `dirty` also those for what differs from the commit.
    pub(super) fn commit(&mut self, tree: &Tree, dirty: bool) -> Result<Vec<Part>, Unknown> {
        let Some(head) = &tree.git else {
            let why = tree.problems.first().map_or("this is not a git repository", String::as_str);
            return Err(Unknown::new(Reason::CouldNotLook, why));
        };
        let refs = match &self.refs {
            Some(refs) => refs.clone(),
            None => self.refs.insert(git::refs_digest(&self.root)?).clone(),
        };
        let plain = |name: &str, value: Option<&str>| Part {
            name: name.to_owned(),
            value: value.unwrap_or("none").to_owned(),
        };
        let mut parts = vec![
            plain("branch", head.branch.as_deref()),
            plain("commit", head.commit.as_deref()),
            plain("refs", Some(&refs)),
            // Settings and a file of git's say these, and no ref.
            plain("upstream", head.upstream.as_deref()),
            plain("history", Some(if git::is_shallow(&self.root) { "cut short" } else { "whole" })),
        ];
        if dirty {
            parts.push(self.part(tree, InputSource::Dirty)?);
            parts.push(plain("unfinished", git::unfinished(&self.root)));
        }
        Ok(parts)
    }
}
