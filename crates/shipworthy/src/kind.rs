//! All that a check kind of one's own is written with, in one place. What is not here, an adopter need not know, and
//! may change between releases.
//!
//! A [`Kind`] is a `static`, made by [`Kind::new`] and its setters. Its `steps` are [`Step`]s, what they saw are
//! [`Observation`]s, and what these mean is a [`Judgement`]. Types that may get fields or variants are made by their
//! constructors and matched with `..` or `_`, so that a kind still compiles with the next release.

/// Facts about the workspace and the machine.
pub use shipworthy_model::facts::{Dependency, Facts, Package, Target, Tool, Workspace};
/// Judgements on observations, and their parts.
pub use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Limit, Measurement};
/// A kind, what it says of itself, and its schema: what a checklist may write for it.
pub use shipworthy_model::kind::{Effect, Kind, KindSchema, Need, Param, ParamType, Scope};
/// The packages in a `Cargo.lock`.
pub use shipworthy_model::lock_file::{LockedPackage, locked_packages};
/// Observations: what was seen when steps were done.
pub use shipworthy_model::observation::{
    FileKind, GitState, Looked, Machine, Observation, Ran, Sighting, Signed, Stat, Stream,
};
/// The parameters that a checklist wrote.
pub use shipworthy_model::params::{Params, Value};
/// The steps of a check: what to look at.
pub use shipworthy_model::step::{Keep, Look, MachineQuestion, Run, SourceFile, Step, command_line};
/// The reasons why a check could not tell.
pub use shipworthy_model::unknown::{Reason, Unknown};
