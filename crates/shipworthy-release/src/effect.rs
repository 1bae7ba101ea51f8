//! An effect: one change of the world that a release makes, or one thing it must see there afterwards.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::call::Failure;
use crate::error::ReleaseError;
use crate::execution::Execution;
use crate::journal::Journal;

mod commit;
mod consumer;
mod docs;
mod fetch;
mod forge;
mod index;
mod install;
mod push;
mod tag;
mod upload;

pub(crate) use commit::{head, restore};
pub(crate) use forge::NOTES;
pub(crate) use push::{RemoteRefs, withdraw};
pub(crate) use tag::commit_of;

/// One step of a release, in the order in which they are taken.
///
/// What can be undone comes first: the commit and the tags are made here and pushed before anything is uploaded, so that
/// a remote that refuses them refuses the release while nothing irreversible has happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The commit with the new versions and the changelog.
    Commit,
    /// A tag on that commit, here.
    Tag(String),
    /// The branch and the tags, on the remote, in one push.
    Push,
    /// A package in the registry.
    Upload(String),
    /// That package can be resolved by everybody.
    Index(String),
    /// The bytes that the registry gives out are those that were packaged here.
    Fetch(String),
    /// A fresh project builds against that package.
    Consumer(String),
    /// The programs of that package can be installed from the registry, and start.
    Install(String),
    /// The documentation of that package was built where its registry builds it.
    Docs(String),
    /// A release with notes at the forge, for this tag.
    Forge(String),
}

impl Effect {
    /// Can it be taken back once it is done?
    pub fn is_reversible(&self) -> bool {
        matches!(self, Self::Commit | Self::Tag(_))
    }

    /// Does it only look, so that doing it changes nothing?
    pub fn is_verification(&self) -> bool {
        matches!(self, Self::Index(_) | Self::Fetch(_) | Self::Consumer(_) | Self::Install(_) | Self::Docs(_))
    }

    /// Need it not be looked for again once it was seen? What a registry has given out stays as it is, until we yank it.
    pub(crate) fn lasts(&self, journal: &Journal) -> bool {
        match self {
            Self::Upload(package)
            | Self::Index(package)
            | Self::Fetch(package)
            | Self::Consumer(package)
            | Self::Install(package)
            | Self::Docs(package) => !journal.yanking(package),
            Self::Commit | Self::Tag(_) | Self::Push | Self::Forge(_) => false,
        }
    }

    /// Its name for scripts, and what it is about.
    pub fn named(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Commit => ("commit", None),
            Self::Tag(tag) => ("tag", Some(tag)),
            Self::Push => ("push", None),
            Self::Upload(package) => ("upload", Some(package)),
            Self::Index(package) => ("index", Some(package)),
            Self::Fetch(package) => ("fetch", Some(package)),
            Self::Consumer(package) => ("consumer", Some(package)),
            Self::Install(package) => ("install", Some(package)),
            Self::Docs(package) => ("docs", Some(package)),
            Self::Forge(tag) => ("forge", Some(tag)),
        }
    }

    /// Looks for it. A verification is nothing but this.
    pub(crate) fn probe(&self, execution: &mut Execution<'_>) -> Result<EffectState, Failure> {
        match self {
            Self::Commit => commit::probe(execution),
            Self::Tag(tag) => tag::probe(execution, tag),
            Self::Push => push::probe(execution),
            Self::Upload(package) => upload::probe(execution, package),
            Self::Index(package) => index::probe(execution, package),
            Self::Fetch(package) => fetch::probe(execution, package),
            Self::Consumer(package) => consumer::probe(execution, package),
            Self::Install(package) => install::probe(execution, package),
            Self::Docs(package) => docs::probe(execution, package),
            Self::Forge(tag) => forge::probe(execution, tag),
        }
    }

    /// Does it. A verification changes nothing and has nothing to do.
    pub(crate) fn act(&self, execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
        match self {
            Self::Commit => commit::act(execution),
            Self::Tag(tag) => tag::act(execution, tag),
            Self::Push => push::act(execution),
            Self::Upload(package) => upload::act(execution, package),
            Self::Forge(tag) => forge::act(execution, tag),
            Self::Index(_) | Self::Fetch(_) | Self::Consumer(_) | Self::Install(_) | Self::Docs(_) => Ok(()),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit => f.pad("version commit"),
            Self::Tag(tag) => f.pad(&format!("tag {tag}")),
            Self::Push => f.pad("push"),
            Self::Upload(package) => f.pad(&format!("upload {package}")),
            Self::Index(package) => f.pad(&format!("index {package}")),
            Self::Fetch(package) => f.pad(&format!("fetch {package}")),
            Self::Consumer(package) => f.pad(&format!("consumer of {package}")),
            Self::Install(package) => f.pad(&format!("install {package}")),
            Self::Docs(package) => f.pad(&format!("docs of {package}")),
            Self::Forge(tag) => f.pad(&format!("forge release {tag}")),
        }
    }
}

/// What a probe sees of an effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectState {
    /// It is not there.
    Absent,
    /// It is there, as planned; with what shows it.
    Equal(String),
    /// Something else is there in its place. That is for a person to decide: a release never goes on over it.
    Different(String),
    /// It could not be seen. For a verification that means work to do, never done.
    Unknown(String),
    /// Nothing on this machine can see or do it: what a person could type.
    ByHand(String),
}

impl EffectState {
    /// The same with other words.
    pub(crate) fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Equal(said) => Self::Equal(change(&said)),
            Self::Different(said) => Self::Different(change(&said)),
            Self::Unknown(said) => Self::Unknown(change(&said)),
            Self::ByHand(said) => Self::ByHand(change(&said)),
        }
    }
}
