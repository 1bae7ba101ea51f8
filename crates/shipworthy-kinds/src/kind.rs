//! A check kind: data plus two pure functions. It says what to run and how to judge it; it runs nothing itself.
//!
//! Adopters add their own kinds beside ours: a kind is a `static`, handed to the face of the tool in a slice.

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::Step;

/// One kind of check.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// What a checklist may write for it.
    pub schema: KindSchema,
    /// Raised whenever `steps` or `judge` begin to answer differently; older evidence is stale then.
    pub version: u32,
    /// What it cannot do without. When one is missing the outcome is unknown and nothing is run.
    pub needs: &'static [Need],
    /// What else running it does or looks at.
    pub effects: &'static [Effect],
    /// Which files its result depends on.
    pub scope: Scope,
    /// The steps to do for these parameters. Pure.
    pub steps: fn(&Params, &Facts) -> Vec<Step>,
    /// What the observations mean, one for each step, in order. Pure. Asked only when every step could be done,
    /// none was ended by a signal and none ran out of time.
    pub judge: fn(&Params, &[Observation]) -> Judgement,
}

/// Something a kind cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A program on the `PATH`.
    Tool(&'static str),
    /// A program that is used when it is there; the version of it is part of the fingerprint either way.
    Optional(&'static str),
    /// The program that is the first word of this parameter.
    FirstWord(&'static str),
    /// The Cargo workspace can be read.
    Workspace,
    /// The root lies in a git repository.
    Git,
}

/// What running a kind does beyond reading files of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It writes Cargo's target directory; such gates run one after another.
    WritesTarget,
    /// It runs alone (a benchmark). A parameter `alone = true` says so too.
    Alone,
    /// Its result depends on the machine; the evidence ages. So says a parameter `machine = true`.
    Machine,
    /// Its result depends on a network; the evidence ages. So says a parameter `network = true`.
    Network,
    /// It changes something; its evidence is never reused. So says a parameter `repeat = true`.
    Repeat,
}

/// Which files a result depends on. The definition of the gate, the tools and the toolchain always count as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The members named by this parameter (all of them when it is not given) and the members they depend on, with
    /// `Cargo.lock`, the root manifest and the toolchain's and Cargo's settings.
    Packages(&'static str),
    /// Files that match these globs.
    Files(&'static [&'static str]),
    /// Files that match the globs, or are the paths, given by the parameters `by`. When none is given: those that match
    /// `otherwise`, and when that is empty too, the gate's `inputs`, or the whole tree if it has none.
    Named {
        /// The names of the parameters.
        by: &'static [&'static str],
        /// Globs.
        otherwise: &'static [&'static str],
    },
    /// Every file of the tree but the checklist.
    Tree,
    /// The commit, the branch, the tags, and which files differ from the commit.
    Commit,
    /// What each of these depends on.
    Each(&'static [Scope]),
    /// The sign-off of the gate; when that names a commit, also the gate's `inputs`, or the whole tree if it has none.
    SignOff,
}
