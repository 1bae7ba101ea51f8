//! An effect: one change that a release makes outside itself, or one thing that must be seen there afterwards. Data only:
//! how an effect is looked for and done is in `steps`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One change that a release makes, or one thing that it must see, in the order in which they come.
///
/// What can be undone comes first: the commit and the tags are made here and pushed before anything is uploaded, so that
/// a remote that refuses them refuses the release while nothing irreversible has happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseEffect {
    /// The commit with the new versions and the changelog.
    Commit,
    /// A tag on the version commit, in this repository.
    Tag(String),
    /// The branch and the tags, on the remote, in one push.
    Push,
    /// A package that is in the registry.
    Upload(String),
    /// A package that everybody can resolve, by its name.
    Index(String),
    /// The bytes that the registry gives out for a package are those that were packaged here.
    Fetch(String),
    /// A fresh project builds against the package with this name.
    Consumer(String),
    /// The programs of the package with this name can be installed from the registry, and start.
    Install(String),
    /// The documentation of the package with this name was built where its registry builds it.
    Docs(String),
    /// A release with notes at the forge, for this tag.
    Forge(String),
    /// A command of the checklist, [`PRE_RELEASE`] or [`POST_RELEASE`], that ends well.
    Hook(String),
}

/// The hook that comes before the first change.
pub const PRE_RELEASE: &str = "pre-release";

/// The hook that comes when all else is done.
pub const POST_RELEASE: &str = "post-release";

impl ReleaseEffect {
    /// Can the effect be taken back once it is done?
    pub fn is_reversible(&self) -> bool {
        matches!(self, Self::Commit | Self::Tag(_))
    }

    /// Does the effect only verify, so that doing it changes nothing?
    pub fn is_verification(&self) -> bool {
        matches!(
            self,
            Self::Index(_)
                | Self::Fetch(_)
                | Self::Consumer(_)
                | Self::Install(_)
                | Self::Docs(_)
                | Self::Hook(_)
        )
    }

    /// Does the effect verify what comes after the last upload, so that nothing waits for it?
    pub fn is_last_look(&self) -> bool {
        matches!(self, Self::Fetch(_) | Self::Consumer(_) | Self::Install(_) | Self::Docs(_))
    }

    /// The name of the effect for scripts, and what it is about.
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
            Self::Hook(name) => ("hook", Some(name)),
        }
    }
}

impl fmt::Display for ReleaseEffect {
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
            Self::Hook(name) => f.pad(&format!("{name} hook")),
        }
    }
}

/// The state of an effect, as a probe sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectState {
    /// The effect is not there.
    Absent,
    /// The effect is there, as planned; with what shows it.
    Equal(String),
    /// Something else is there in the place of the effect. That is for a person to decide: a release never goes on over
    /// it.
    Different(String),
    /// The effect could not be seen. For a verification that means work to do, never done.
    Unknown(String),
    /// Nothing on this machine can see or do the effect; with what a person could type.
    ByHand(String),
}

impl EffectState {
    /// The state with other words.
    pub(crate) fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Equal(output) => Self::Equal(change(&output)),
            Self::Different(output) => Self::Different(change(&output)),
            Self::Unknown(output) => Self::Unknown(change(&output)),
            Self::ByHand(output) => Self::ByHand(change(&output)),
        }
    }
}
