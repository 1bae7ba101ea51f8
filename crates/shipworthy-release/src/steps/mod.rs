//! The steps of a release, one file for each sort of effect: how it is looked for (`probe`) and how it is done (`act`).
//! What only looks has no `act`. Which one belongs to which effect is in `execute::perform`.

pub(crate) mod commit;
pub(crate) mod consumer;
pub(crate) mod docs;
pub(crate) mod fetch;
pub(crate) mod forge;
pub(crate) mod hook;
pub(crate) mod index;
pub(crate) mod install;
pub(crate) mod push;
mod remote_refs;
pub(crate) mod tag;
pub(crate) mod upload;

pub(crate) use remote_refs::RemoteRefs;
