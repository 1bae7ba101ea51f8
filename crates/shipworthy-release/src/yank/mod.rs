//! Taking a release out of use: what would be yanked, in which order, and who could then no longer newly resolve it; and
//! the yanks themselves, which only a person's agreement sets off.

mod carry_out;
mod dependents;
mod uploaded;
mod yank_plan;

pub(crate) use carry_out::carry_out;
pub use dependents::Dependent;
pub(crate) use uploaded::uploaded;
pub use yank_plan::{ApprovedYank, YankPlan, YankedPackage};
