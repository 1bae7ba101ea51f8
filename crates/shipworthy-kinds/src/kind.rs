//! A check kind: data plus two pure functions. It says what to run and how to judge it; it runs nothing itself.
//!
//! Adopters add their own kinds beside ours: a kind is a `static`, handed to the face of the tool in a slice.

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{KindSchema, Param};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::Step;

/// A kind of check, as a checklist names it: data and two pure functions.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Kind {
    /// The schema of the kind: what a checklist may write for it.
    pub schema: KindSchema,
    /// Raised whenever `steps` or `judge` begin to answer differently; older evidence is stale then.
    pub version: u32,
    /// The needs of the kind: what it cannot do without. When one is missing the outcome is unknown and nothing is run.
    pub needs: &'static [Need],
    /// The effects of the kind: what running it does or looks at beyond files of the tree.
    pub effects: &'static [Effect],
    /// The scope of the kind: which files its result depends on.
    pub scope: Scope,
    /// The steps to do for these parameters. Pure.
    pub steps: fn(&Params, &Facts) -> Vec<Step>,
    /// The function that judges the observations, one for each step, in order. Pure. Asked only when every step could
    /// be done, none was ended by a signal and none ran out of time.
    pub judge: fn(&Params, &[Observation]) -> Judgement,
    /// The cargo feature of `shipworthy` that judging needs and that this program was built without.
    pub lacks: Option<&'static str>,
}

impl Kind {
    /// A kind called `id`, of which a pass proves `summary`. It takes no parameters, needs nothing, does nothing beyond
    /// reading, and depends on the whole tree, until a setter says otherwise.
    pub const fn new(
        id: &'static str,
        summary: &'static str,
        steps: fn(&Params, &Facts) -> Vec<Step>,
        judge: fn(&Params, &[Observation]) -> Judgement,
    ) -> Self {
        let schema = KindSchema::new(id, summary);
        Self { schema, version: 1, needs: &[], effects: &[], scope: Scope::Tree, steps, judge, lacks: None }
    }

    /// The kind with a paragraph or two of Markdown: how it decides, and what it does not look at.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.schema = self.schema.about(about);
        self
    }

    /// The kind with the parameters that it takes.
    #[must_use]
    pub const fn params(mut self, params: &'static [Param]) -> Self {
        self.schema = self.schema.params(params);
        self
    }

    /// The kind with parameters of which at least one must be given: a check that expects nothing proves nothing.
    #[must_use]
    pub const fn one_of(mut self, names: &'static [&'static str]) -> Self {
        self.schema = self.schema.one_of(names);
        self
    }

    /// The kind with the release that brought it.
    #[must_use]
    pub const fn since(mut self, release: &'static str) -> Self {
        self.schema = self.schema.since(release);
        self
    }

    /// The kind with a version other than 1: raised whenever `steps` or `judge` begin to answer differently.
    #[must_use]
    pub const fn version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// The kind with what it cannot do without.
    #[must_use]
    pub const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    /// The kind with the effects of running it.
    #[must_use]
    pub const fn effects(mut self, effects: &'static [Effect]) -> Self {
        self.effects = effects;
        self
    }

    /// The kind with the files that its result depends on.
    #[must_use]
    pub const fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// The kind with the cargo feature that judging needs, and whether this program was built with it.
    #[must_use]
    pub(crate) const fn feature(mut self, name: &'static str, built: bool) -> Self {
        self.lacks = if built { None } else { Some(name) };
        self
    }
}

/// Something a kind cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// A program that must be on the `PATH`.
    Tool(&'static str),
    /// A program that is used when it is there; the version of it is part of the fingerprint either way.
    Optional(&'static str),
    /// The program that is the first word of this parameter.
    FirstWord(&'static str),
    /// The Cargo workspace must be readable.
    Workspace,
    /// The root lies in a git repository.
    Git,
}

/// What running a kind does beyond reading files of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The kind writes Cargo's target directory; such gates run one after another.
    WritesTarget,
    /// The kind runs alone (a benchmark). A parameter `alone = true` says so too.
    Alone,
    /// The result depends on the machine; the evidence ages. So says a parameter `machine = true`.
    Machine,
    /// The result depends on a network; the evidence ages. So says a parameter `network = true`.
    Network,
    /// Running the kind changes something; its evidence is never reused. So says a parameter `repeat = true`.
    Repeat,
}

/// Which files a result depends on. The definition of the gate, the tools and the toolchain always count as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// The members named by this parameter (all of them when it is not given) and the members they depend on, with
    /// `Cargo.lock`, the root manifest and the toolchain's and Cargo's settings.
    Packages(&'static str),
    /// All that [`Scope::Packages`] covers, and everything else on the disk that the code of those members may read when
    /// it runs: the rest of their folders, also what git ignores, and the whole root where their sources look above a
    /// folder.
    PackageFolders(&'static str),
    /// The sources and manifests of the members named by the parameter `packages`, without what they depend on. When it is
    /// not given: files that match the globs `otherwise`.
    Sources {
        /// The name of the parameter.
        packages: &'static str,
        /// The globs of the files when the parameter is not given.
        otherwise: &'static [&'static str],
    },
    /// Files that match these globs.
    Files(&'static [&'static str]),
    /// Files that match the globs, or are the paths, given by the parameters `by`. When none is given: those that match
    /// `otherwise`, and when that is empty too, the whole tree. The gate's `inputs` are added, as to every scope.
    Named {
        /// The names of the parameters.
        by: &'static [&'static str],
        /// The globs of the files when none of the parameters is given.
        otherwise: &'static [&'static str],
    },
    /// Every file on the disk below the root, also those that git ignores, but for the checklist, the store and what is
    /// built.
    Tree,
    /// The commit, the branch, the tags, and which files differ from the commit.
    Commit,
    /// The commit, the branch, the tags and the upstream. Which files differ from the commit, and whether a merge or the like
    /// is under way, counts only when the flag `dirty` is set.
    Refs {
        /// The name of the flag.
        dirty: &'static str,
    },
    /// Everything that one of these scopes covers.
    Each(&'static [Scope]),
    /// The sign-off of the gate; when that names a commit, also the gate's `inputs`, or the whole tree if it has none.
    SignOff,
}

impl Scope {
    /// Are some of the files only presumed to be read, because nobody told which of them are? What a gate is told to look
    /// at is not presumed.
    pub fn presumes(&self, params: &Params) -> bool {
        match self {
            Self::Packages(_) | Self::PackageFolders(_) | Self::Tree => true,
            Self::Named { by, otherwise } => {
                otherwise.is_empty() && by.iter().all(|name| params.texts(name).is_empty())
            }
            Self::Each(scopes) => scopes.iter().any(|scope| scope.presumes(params)),
            _ => false,
        }
    }
}
