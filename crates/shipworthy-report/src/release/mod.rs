//! What a release would change, changes, or has changed, for a person.

mod model;
#[cfg(feature = "release")]
mod text;
#[cfg(feature = "release")]
mod yank;

pub use model::{
    DependentRow, EffectKind, PlannedFile, PlannedPackage, PlannedRelease, PlannedStep, PreflightOutcome,
    PreflightRow, ReleaseOutcome, ReleaseReport, YankRow, YankState, changed_lines,
};
#[cfg(feature = "release")]
pub use text::{text, yank};
