//! The report of a release: what it would change, changes, or has changed.

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
