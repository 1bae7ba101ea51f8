//! The warnings of a run of cargo, of the compiler, of cargo itself and of build scripts: those about the members that a gate
//! asks about decide, those about members that these need are counted, and left to gates of their own.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::judgement::{Finding, Measurement};
use shipworthy_model::observation::Ran;

use super::cargo_warnings;
use super::messages::Messages;

/// The warnings about members, each once.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Vec<MemberWarning>);

/// A warning, and the names of the members that it is about; without one it is about the workspace, and so about all.
#[derive(Debug, PartialEq)]
pub(crate) struct MemberWarning {
    /// What is told of the warning.
    pub(crate) finding: Finding,
    /// The members.
    pub(crate) members: BTreeSet<String>,
}

impl MemberWarning {
    fn is_about(&self, members: &[&Package]) -> bool {
        self.members.is_empty() || members.iter().any(|member| self.members.contains(&member.name))
    }
}

impl Warnings {
    /// The warnings of one run.
    pub(crate) fn of(messages: &Messages, ran: &Ran, workspace: &Workspace) -> Self {
        let of_compiler = messages.warnings().map(|warning| MemberWarning {
            finding: warning.finding.clone(),
            members: warning.members.clone(),
        });
        Self(of_compiler.chain(cargo_warnings::read(&ran.stderr.text, workspace)).collect())
    }

    /// Adds those of another run which are wanted and were not given before.
    pub(crate) fn join(&mut self, more: Self, wanted: impl Fn(&Finding) -> bool) {
        for warning in more.0 {
            if wanted(&warning.finding) && !self.0.contains(&warning) {
                self.0.push(warning);
            }
        }
    }

    /// The warnings that are about these members, and how many each of the others has.
    pub(crate) fn apart(self, members: &[&Package]) -> (Vec<Finding>, Vec<Measurement>) {
        let (own, others): (Vec<_>, Vec<_>) =
            self.0.into_iter().partition(|warning| warning.is_about(members));
        let mut left: BTreeMap<String, u64> = BTreeMap::new();
        for name in others.into_iter().flat_map(|warning| warning.members) {
            *left.entry(name).or_default() += 1;
        }
        let told = |(name, count)| {
            Measurement::count(format!("warnings of {name}, which this gate is not about"), count)
        };
        (own.into_iter().map(|warning| warning.finding).collect(), left.into_iter().map(told).collect())
    }
}
