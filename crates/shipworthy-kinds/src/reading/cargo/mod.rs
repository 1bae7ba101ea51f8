//! What cargo and its test runners write, read into plain values. Nothing here runs anything.

pub(crate) mod between;
pub(crate) mod cargo_warnings;
pub(crate) mod excluded;
pub(crate) mod failure;
pub(crate) mod fixture;
pub(crate) mod libtest;
pub(crate) mod messages;
pub(crate) mod nextest;
pub(crate) mod selection;
pub(crate) mod test_conditions;
pub(crate) mod test_inventory;
pub(crate) mod test_sources;
pub(crate) mod warnings;
