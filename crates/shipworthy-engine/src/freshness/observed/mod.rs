//! What a run of cargo was seen to depend on: the files and variables that the compiler and build scripts name in what they
//! leave behind. Found here and valued here; whether a record still holds, the survey says.

mod build_output;
mod collect;
mod compiled;
mod dep_info;
mod value;

pub(crate) use collect::{Sighted, sighted};
pub(crate) use compiled::{BuildUnit, Compiled, read};
pub(crate) use value::{MovedFolders, ObservedValues, changed_at};
