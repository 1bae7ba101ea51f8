//! A machine of which everything is known, and suites run on it: here the rates of error are counted, ours and those of
//! other rules. A model, no measurement.

mod machine;
mod rates;
mod rivals;

pub use machine::SimulatedMachine;
pub use rates::{Rates, of_course, suite};
pub use rivals::Rival;
