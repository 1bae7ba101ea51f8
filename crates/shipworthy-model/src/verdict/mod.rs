//! The one judgement: what is known of every gate becomes GO, NO-GO or INCOMPLETE.
//!
//! A pure function of checklist, evidence, waivers, and the time and the releases handed in: an [`Entry`] has an [`Outcome`],
//! the outcomes of a [`Selection`] make the [`Verdict`], and [`assess`] puts both together. No check, renderer or command
//! decides anything; a test greps that no other file than `decision` makes a verdict.

mod assessment;
mod decision;
mod entry;
mod gate_status;
mod outcome;
mod selection;

pub use assessment::{Assessment, SignOffStatus, WaiverStatus, Weakest, assess};
pub use decision::Verdict;
pub use entry::{Entry, Evidence, Known};
pub use gate_status::GateStatus;
pub use outcome::{Outcome, outcome};
pub use selection::Selection;
