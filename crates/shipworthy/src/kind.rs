//! All that a check kind of one's own is written with, in one place. What is not here, an adopter need not know, and
//! may change between releases.
//!
//! A [`Kind`] is a `static`, made by [`Kind::new`] and its setters. Its `steps` are [`Step`]s, what they saw are
//! [`Observation`]s, and what these mean is a [`Judgement`]. Types that may get fields or variants are made by their
//! constructors and matched with `..` or `_`, so that a kind still compiles with the next release.

/// The kind itself, and what it says of itself.
pub use shipworthy_kinds::kind::{Effect, Kind, Need, Scope};
/// What is so about the workspace and the machine.
pub use shipworthy_model::facts::{Dependency, Facts, Package, Target, Tool, Workspace};
/// What the observations mean.
pub use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Limit, Measurement};
/// What a checklist may write for the kind.
pub use shipworthy_model::kind::{KindSchema, Param, ParamType};
/// What was seen.
pub use shipworthy_model::observation::{
    FileKind, GitState, Looked, Machine, Observation, Ran, Sighting, Signed, Stat, Stream,
};
/// What a checklist wrote.
pub use shipworthy_model::params::{Params, Value};
/// What to look at.
pub use shipworthy_model::step::{Keep, Look, MachineQuestion, Run, SourceFile, Step, command_line};
/// Why a check could not tell.
pub use shipworthy_model::unknown::{Reason, Unknown};
