//! Releases, against a real registry and a real remote on loopback: what a release does, and what it leaves when
//! something goes wrong.

pub(crate) mod after;
mod cliff;
mod compatibility;
mod edges;
mod forge;
#[cfg(target_os = "linux")]
mod killed;
mod planned;
mod refusals;
mod secrets;
mod settings;
mod side_by_side;
mod whole;
mod yanked;
